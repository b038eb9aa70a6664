"""Reminders: what falls due, who is told when, and the calendar."""
