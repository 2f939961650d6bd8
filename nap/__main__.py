"""`python -m nap …`: the command line; see cli.py."""

from nap.cli import main

if __name__ == "__main__":
    main()
