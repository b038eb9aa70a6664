"""Disclosure of personal data to others: without consent, on request of an agency, and each single exchange."""
