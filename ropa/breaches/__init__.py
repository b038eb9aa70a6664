"""Personal data breaches and their clocks."""
