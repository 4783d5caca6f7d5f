"""Who takes part: a module each, behind the protocol in `base.py`."""
