"""What proves the exercises themselves, beside the answers that somebody wrote."""
