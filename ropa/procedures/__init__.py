"""Work procedures as documents, and the rounds in which offices do them."""
