"""The wipe bench on a terminal: its app, its screen and what that draws."""
