"""Requests of data subjects (PDPA ss.19, 30-36): from receipt to the answer."""
