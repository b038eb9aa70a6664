"""Stands in for the ministry's portal on a developer's machine and in tests: its page, its tokens, its SOAP service."""
