"""Destruction: the list, the committee, the decision, the archives, the evidence."""
