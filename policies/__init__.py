"""Policies and samples that ship with upheld: data, and no code."""
