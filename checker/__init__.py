"""The checker: from a typed policy and rows of events to verdicts and reports."""
