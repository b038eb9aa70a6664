"""What the HTTP doors share: problem answers, authentication, how work is run."""
