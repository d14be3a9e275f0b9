"""The central register: where all journals meet.

It refuses no fact: what contradicts is stored and raised as a discrepancy, which a person settles (P4). `ingest` is its
one way in, `judging` the fold over what an entry touches, `feed` its one way out, `service` the HTTP around them.
"""
