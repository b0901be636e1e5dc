"""`python -m scrubjay` is `scrubjay`, where the script is not on the path."""

from scrubjay.cli import main

if __name__ == "__main__":
    main()
