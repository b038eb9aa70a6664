"""Holidays and working days, by scope, confirmed by a person."""
