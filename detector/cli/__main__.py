"""``python -m detector.cli``: the command line where its script is not on the path."""

from detector.cli import main

if __name__ == "__main__":
    main()
