"""A desk at work: what is scanned becomes a decision, a record, and something to show."""
