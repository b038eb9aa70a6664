"""What somebody typed and has not saved yet, kept for that person alone."""
