"""SQL as trees, and the text that each engine wants of them."""
