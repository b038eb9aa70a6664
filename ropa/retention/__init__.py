"""How long data are kept, which data sets are kept, and the monthly check of what has ended."""
