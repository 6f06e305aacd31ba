"""Fingerprints of a learner's own code as a sequence of tokens, without chosen names, comments and layout.

S. Schleimer, D. S. Wilkerson and A. Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003: of
all sequences of `GRAM` tokens the one with the least hash in each window of `WINDOW` is kept. Two texts that share
`GRAM + WINDOW - 1` = 15 tokens in a row share a fingerprint, and two that share no 10 in a row share none.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from grader.source.records import OwnPart


@dataclass(frozen=True, slots=True)
class Token:
    """One token, and where it stands."""

    form: str
    cell: int
    line: int
    """In the cell, from 1; for a string of several lines the first."""


def tokens(parts: Iterable[OwnPart]) -> tuple[Token, ...]:
    """The tokens of these parts, as they were read."""
    return tuple(Token(form, part.cell, line) for part in parts for form, line in part.tokens)


GRAM: Final = 10
"""Tokens in a fingerprint: shorter matches are what everyone writes."""
WINDOW: Final = 6
"""Neighbouring sequences of which one is kept."""


def grams(forms: Iterable[str]) -> tuple[int, ...]:
    """The hash of each sequence of `GRAM` tokens, by where it begins; the same in every process."""
    ids = [crc32(form.encode(errors="surrogatepass")) for form in forms]
    # Of integers alone, which unlike texts hash the same in every process.
    return tuple(hash(tuple(ids[begin : begin + GRAM])) for begin in range(len(ids) - GRAM + 1))


def fingerprints(hashes: Sequence[int], ignored: Collection[int]) -> frozenset[int]:
    """The hashes that winnowing keeps of those that are not ignored."""
    own = [one for one in hashes if one not in ignored]
    windows = range(max(1, len(own) - WINDOW + 1)) if own else ()
    return frozenset(min(own[begin : begin + WINDOW]) for begin in windows)


def token_coverage(hashes: Sequence[int], chosen: Collection[int], ignored: Collection[int] = ()) -> bytearray:
    """For each token 1 where it lies in a sequence that is chosen and not ignored, else 0."""
    marks = bytearray(len(hashes) + GRAM - 1 if hashes else 0)
    for begin, one in enumerate(hashes):
        if one in chosen and one not in ignored:
            marks[begin : begin + GRAM] = b"\1" * GRAM
    return marks
