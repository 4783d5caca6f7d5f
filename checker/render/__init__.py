"""Renderings of a report: text for a terminal, JSON for machines, HTML for auditors."""
