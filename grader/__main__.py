"""`python -P -m grader` does the same as `grader`. Without -P, Python would search the working folder first."""

from grader.commands.cli import main

if __name__ == "__main__":
    main()
