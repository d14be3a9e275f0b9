"""The old device's way out: what must be erased and how, what a tool said about it, and what that is worth."""
