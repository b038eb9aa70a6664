"""Files in: reading them, saying what is wrong, and saving record by record."""
