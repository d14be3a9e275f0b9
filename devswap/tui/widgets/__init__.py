"""What screens are made of: pure functions from a value and a width to rows, and the widget that draws them."""
