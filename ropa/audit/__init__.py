"""The trail: what was done, by whom, when. Insert only."""
