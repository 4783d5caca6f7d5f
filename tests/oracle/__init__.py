"""The second way to every number, and what it is held against."""
