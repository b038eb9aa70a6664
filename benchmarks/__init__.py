"""What is measured, always as a ratio of two arms that run side by side in one run: machines are noisy."""
