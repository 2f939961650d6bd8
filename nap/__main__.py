"""`python -m nap …`: the command line; see commands/main.py."""

from nap.commands.main import main

if __name__ == "__main__":
    main()
