"""`python -m upheld` is the command line."""

from upheld.checker.cli import main

if __name__ == "__main__":
    main()
