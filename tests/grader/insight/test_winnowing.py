"""Fingerprints keep the promise of the paper that they come from."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as some

from grader.insight.similarity import GRAM, WINDOW, fingerprints, grams, token_coverage

sequences = some.lists(some.sampled_from("abcdefgh+-*()="), max_size=80)
shared = some.lists(some.sampled_from("abcdefgh+-*()="), min_size=GRAM + WINDOW - 1, max_size=40)


@given(sequences, sequences, shared, sequences, sequences)
def test_a_long_match_shares_a_fingerprint(
    before: list[str], ahead: list[str], same: list[str], after: list[str], behind: list[str]
) -> None:
    """Whatever stands around it, 15 tokens in a row that two texts share are found."""
    left = fingerprints(grams(before + same + after), ())
    right = fingerprints(grams(ahead + same + behind), ())

    assert left & right


@given(sequences)
def test_fingerprints_are_fewer_than_sequences(forms: list[str]) -> None:
    """They are some of the sequences, at least one where there is one, and none of those ignored."""
    hashes = grams(forms)

    assert fingerprints(hashes, ()) <= set(hashes)
    assert bool(fingerprints(hashes, ())) == bool(hashes)
    assert fingerprints(hashes, hashes) == frozenset()


@given(sequences)
def test_every_token_of_a_long_text_is_covered(forms: list[str]) -> None:
    """By its own sequences; by none where they are ignored."""
    hashes = grams(forms)
    marks = token_coverage(hashes, set(hashes))

    assert sum(marks) == len(marks) == (len(forms) if hashes else 0)
    assert sum(token_coverage(hashes, set(hashes), set(hashes))) == 0


def test_another_process_hashes_alike() -> None:
    """What was computed earlier can be compared with what is computed now."""
    script = "from grader.insight.similarity import grams; print(grams('abcdefghijkl'))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == str(grams("abcdefghijkl"))
