"""What waits to be told: one inbox and one outbox, written with what caused it, and the ways out."""
