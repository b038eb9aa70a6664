"""Findings kept as rows: the worklist and its owners, acceptances by the DPO, and scores over time."""
