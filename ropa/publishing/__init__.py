"""The published extract of the register and privacy notices: what a DPO shows to the public."""
