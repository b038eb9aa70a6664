"""What may be meant where somebody types: words of this register, of the offices and of the templates."""
