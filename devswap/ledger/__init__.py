"""The heart, pure: what happened and what follows from it. Imports nothing of ours, reads no clock and no dice."""
