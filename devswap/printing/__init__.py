"""Paper: labels, receipts, vouchers, badges, sheets and certificates, and the way to a printer.

What is printed is a value (`CageLabel`, `Receipt`, …); drawing it is pure. A drawing leaves only as a `Page`, and every
barcode on it has been read back by then. Texts are data: bounded, without markup, cut to the room that they have.
"""
