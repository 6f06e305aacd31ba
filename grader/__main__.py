"""`python -P -m grader` does what `grader` does. Without -P the working folder would be searched for modules first."""

from grader.commands.cli import main

if __name__ == "__main__":
    main()
