"""From what a scanner sent to ranked readings of it: pure, without a clock, a list or a device in sight."""
