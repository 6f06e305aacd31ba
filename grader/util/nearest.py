"""The nearest of the names that are known, for messages that say "did you mean"."""

from collections.abc import Iterable
from difflib import get_close_matches


def suggest(name: str, known: Iterable[str], *, cutoff: float = 0.6, fold_case: bool = False) -> str | None:
    """The known name that resembles `name` most, or None where none is nearer than `cutoff`, 0 to 1.

    The measure is `difflib.SequenceMatcher.ratio`. With `fold_case`, letters are compared whatever their case.
    """
    spelled = {one.casefold() if fold_case else one: one for one in sorted(known)}
    near = get_close_matches(name.casefold() if fold_case else name, spelled, n=1, cutoff=cutoff)
    return spelled[near[0]] if near else None


def did_you_mean(name: str, known: Iterable[str], *, cutoff: float = 0.6, otherwise: str = "") -> str:
    """The end of a message about an unknown name: "; did you mean 'x'?", or `otherwise` where nothing is near."""
    near = suggest(name, known, cutoff=cutoff)
    return f"; did you mean '{near}'?" if near else otherwise
