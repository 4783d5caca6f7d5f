"""What `check --state` keeps between runs, so that only changes are counted again."""
