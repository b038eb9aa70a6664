"""Work procedures: their arrows, findings, runs and plans in working days. Rules only; nothing is stored yet."""
