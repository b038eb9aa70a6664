"""The systems of the whole register: who exchanges what with whom."""
