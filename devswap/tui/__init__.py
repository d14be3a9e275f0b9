"""The desk on a terminal: screens send what was scanned or typed to the desk, and draw what it answers."""
