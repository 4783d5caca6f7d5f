"""The commands of the command line that need more than a screen, one module each."""
