"""What `drop_lowest` leaves out. Pure."""

from collections.abc import Sequence
from fractions import Fraction

from grader.marks.exact import common_denominator


def positions_to_drop(marks: Sequence[tuple[Fraction, Fraction]], count: int) -> frozenset[int]:
    """The positions of so many marks, of which each is a weight and points out of it, whose omission helps most.

    One mark always stays. Where weights differ, that isn't always the lowest shares: a heavy one that is a little
    better may pull the mean down further. And so a mark that rises never lowers what is left.
    """
    if count <= 0 or not marks:
        return frozenset()
    keep = max(len(marks) - count, 1)
    weights, _ = common_denominator([weight for weight, _ in marks])
    points, _ = common_denominator([earned for _, earned in marks])
    # Dinkelbach: those that stay are those most above the mean, and the mean is of those that stay; a few rounds do.
    kept: Sequence[int] = range(len(marks))
    while True:
        above, below = sum(points[one] for one in kept), sum(weights[one] for one in kept)
        gains = [own * below - weight * above for own, weight in zip(points, weights, strict=True)]
        better = sorted(range(len(marks)), key=lambda one: (-gains[one], one))[:keep]
        if len(kept) == keep and sum(gains[one] for one in better) <= 0:
            return frozenset(range(len(marks))) - frozenset(kept)
        kept = better
