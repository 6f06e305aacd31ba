"""What proves the exercises: references pass, stubs don't, and each wrong answer fails for the right reason."""
