"""The auditor's pack: what was exported, to whom it is shown, and until when."""
