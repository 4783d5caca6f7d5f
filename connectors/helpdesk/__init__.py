"""Help desks, read step by step into files that the mappings of the library read."""
