"""The offices of the ministry and their tree."""
