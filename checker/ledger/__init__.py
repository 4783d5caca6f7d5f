"""The history of verdicts: runs appended to a file, and standards seen over time."""
