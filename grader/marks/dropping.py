"""What `drop_lowest` leaves out. Pure."""

from collections.abc import Sequence
from fractions import Fraction


def dropped(marks: Sequence[tuple[Fraction, Fraction]], count: int) -> frozenset[int]:
    """The positions of so many marks, of which each is a weight and a share, whose omission leaves the highest mean.

    One mark always stays. Where weights differ, that isn't always the lowest shares: a heavy one that is a little
    better may pull the mean down further. And so a mark that rises never lowers what is left.
    """
    keep = len(marks) - count
    if count <= 0 or not marks:
        return frozenset()
    # Dinkelbach: those that stay are those most above the mean, and the mean is of those that stay; a few rounds do.
    kept: list[int] = list(range(len(marks)))
    while True:
        mean = _mean(marks, kept)
        ranked = sorted(range(len(marks)), key=lambda one: (-marks[one][0] * (marks[one][1] - mean), one))
        better = sorted(ranked[: max(keep, 1)])
        if len(better) == len(kept) and _mean(marks, better) <= mean:
            return frozenset(range(len(marks))) - frozenset(kept)
        kept = better


def _mean(marks: Sequence[tuple[Fraction, Fraction]], kept: Sequence[int]) -> Fraction:
    total = sum((weight * share for weight, share in (marks[one] for one in kept)), Fraction(0))
    return total / sum(marks[one][0] for one in kept)
