"""What time drives: which jobs are due, who runs them, and when they last ran."""
