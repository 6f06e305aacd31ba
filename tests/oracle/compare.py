"""What differs between two judgements: facts, which must not differ, and texts, which are shown only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

TEXTS = frozenset({"actual", "expected", "hints", "lesson", "message", "notice", "title", "where"})
"""Keys of a judgement whose values are words for people."""
MISSING = "(nothing)"
SHORT = 160


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One place at which two documents differ."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of them."""

    facts: tuple[Difference, ...]
    texts: tuple[Difference, ...]


def compare(before: Any, after: Any, place: str = "") -> Comparison:
    """The differences between what was recorded and what is now. The order of lists counts, that of keys does not."""
    facts, texts = list[Difference](), list[Difference]()
    for found, is_text in _differences(before, after, place, text=False):
        (texts if is_text else facts).append(found)
    return Comparison(tuple(facts), tuple(texts))


def _differences(before: Any, after: Any, place: str, *, text: bool) -> Iterator[tuple[Difference, bool]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            inner = f"{place}.{key}" if place else key
            yield from _differences(before.get(key, MISSING), after.get(key, MISSING), inner, text=text or key in TEXTS)
    elif isinstance(before, list) and isinstance(after, list) and not text:
        for number in range(max(len(before), len(after))):
            one, other = (side[number] if number < len(side) else MISSING for side in (before, after))
            yield from _differences(one, other, f"{place}[{_name(one, other, number)}]", text=text)
    elif before != after or type(before) is not type(after):
        yield Difference(place, _shown(before), _shown(after)), text


def _name(one: Any, other: Any, number: int) -> str:
    """What an element of a list is called: by its criterion where both have the same, else by its number."""
    names = [side.get("criterion") for side in (one, other) if isinstance(side, dict)]
    return str(names[0]) if len(names) == 2 and names[0] == names[1] and names[0] else str(number)


def _shown(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def shorten(text: str) -> str:
    """At most `SHORT` characters of a text, on one line."""
    line = " ⏎ ".join(text.split("\n"))
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"


def grouped_texts(found: Iterable[tuple[str, Difference]]) -> Iterator[str]:
    """Each change of a text once, line by line, the most frequent first, with how many files have it.

    `found` has the file of each change.
    """
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file, change in found:
        groups[change.before, change.after].append(file)
    for (before, after), files in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0])):
        others = f" and {len(files) - 1} more" if len(files) > 1 else ""
        changed = ndiff(before.split("\n"), after.split("\n"))
        lines = (f"    {line.rstrip()}" for line in changed if not line.startswith("? "))
        yield "\n".join([f"{len(files)} x  {files[0]}{others}", *lines])
