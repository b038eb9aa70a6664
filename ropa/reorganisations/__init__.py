"""Offices that move, merge, are renamed or split, and what belongs to them."""
