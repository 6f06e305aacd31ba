"""Limits that follow from what an exercise's reference takes.

A limit is there against what never ends and against what takes the machine with it, not against what is slow: no right
answer may meet one, on the busiest machine. So each is `MARGIN` times what the reference takes (memory, which doesn't
depend on how busy a machine is, `MEMORY_MARGIN` times), no less than the default of all exercises, and a round number.
Of the reference's runs the quickest counts for seconds, and no cell for more than the processor's time of its run: a
busy machine only ever adds to what a clock shows. If `after_s` need not be longer than it is by default, it is not
written.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import SpecError
from grader.sandbox.limits import Limits
from grader.util.files import write_whole
from grader.verification.records import ResourceUsage

MARGIN = 10
"""How many times the reference's seconds a limit is: a machine five times as slow, an answer twice as slow on it."""
MEMORY_MARGIN = 3
"""How many times the reference's memory a limit is."""
SHARE = 0.25
"""The share of a limit in seconds that the reference may use."""
MEMORY_SHARE = 0.5
"""The share of `memory_mib` that the reference may use."""
SLACK = 2
"""A limit that is up to so many times what follows here is left as it is, so that no two machines take turns."""
_ROUND = (30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600)
"""Seconds."""
_ROUND_MIB = 500
_LINE = re.compile(r"(?P<before>\s*(?P<key>[a-z_]+)\s*=\s*)(?P<value>[^#]*?)(?P<after>\s*(#.*)?)")


@dataclass(frozen=True, slots=True)
class _Limit:
    """One limit, and what the reference takes of it."""

    key: str
    used: float
    has: float
    share: float
    unit: str
    follows: int
    """What the limit should be."""


def derive_limits(limits: Limits, runs: Sequence[ResourceUsage]) -> dict[str, int]:
    """Those limits that should be others, by what the reference's runs took."""
    return {one.key: one.follows for one in _each(limits, runs) if not one.follows <= one.has <= SLACK * one.follows}


def tight_limits(limits: Limits, runs: Sequence[ResourceUsage]) -> tuple[str, ...]:
    """The limits of which the reference uses so much that a slower machine could meet them."""
    return tuple(
        f"the reference uses {one.used:.3g} {one.unit} of {one.key} = {one.has:g}, more than {100 * one.share:g} %; "
        "type: grader verify --write-limits"
        for one in _each(limits, runs)
        if one.used > one.share * one.has
    )


def _each(limits: Limits, runs: Sequence[ResourceUsage]) -> Iterator[_Limit]:
    """The limits that can be derived; none where the reference has not run."""
    if not runs:
        return
    default = Limits()
    for key, used in (
        ("wall_s", min(min(one.wall_s, one.cpu_s) for one in runs)),
        ("cell_s", min(min(one.cell_s, one.cpu_s) for one in runs)),
        ("cpu_s", min(one.cpu_s for one in runs)),
    ):
        follows = _rounded(max(MARGIN * used, getattr(default, key)))
        yield _Limit(key, used, getattr(limits, key), SHARE, "s", follows)
    after, usual = min(min(one.after_s, one.cpu_s) for one in runs), replace(limits, after_s=0).shared_after_s
    follows = _rounded(MARGIN * after) if MARGIN * after > usual else int(usual)
    yield _Limit("after_s", after, limits.shared_after_s, SHARE, "s", follows)
    mib = max(one.peak_mib for one in runs)
    rounded = -int(-max(MEMORY_MARGIN * mib, default.memory_mib) // _ROUND_MIB) * _ROUND_MIB
    yield _Limit("memory_mib", mib, limits.memory_mib, MEMORY_SHARE, "MiB", rounded)


def _rounded(seconds: float) -> int:
    return next((one for one in _ROUND if one >= seconds), _ROUND[-1])


def write_limits(rubric: Path, changes: Mapping[str, int]) -> None:
    """Put limits into an exercise's TOML, the rest of which stays as it is, to the byte.

    Raises:
        SpecError: the file's `[limits]` are spelled in a way that can't be changed line by line.
        StorageError: it can't be written.
    """
    before = rubric.read_text(encoding="utf-8")
    after = _edited(before, changes)
    tables = tomllib.loads(before)
    wanted = tables | {"limits": tables.get("limits", {}) | dict(changes)}
    if _loaded(after) != wanted:
        says = ", ".join(f"{key} = {value}" for key, value in changes.items())
        raise SpecError(f"{rubric}: [limits] can't be changed line by line; write into it: {says}")
    write_whole(rubric, after.encode())


def _loaded(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _edited(text: str, changes: Mapping[str, int]) -> str:
    """The text with each limit in its line, or in a line of its own at the end of the table."""
    lines = text.split("\n")
    begin = _header(lines, "[limits]")
    if begin == len(lines):
        begin = _header(lines, "[[criteria]]")
        lines[begin:begin] = ["[limits]", ""]
    end = next((place for place in range(begin + 1, len(lines)) if lines[place].lstrip().startswith("[")), len(lines))
    left = dict(changes)
    for place in range(begin + 1, end):
        found = _LINE.fullmatch(lines[place])
        if found and found["key"] in left:
            lines[place] = f"{found['before']}{left.pop(found['key'])}{found['after']}"
    last = max(place for place in range(begin, end) if lines[place].strip())
    lines[last + 1 : last + 1] = [f"{key} = {value}" for key, value in left.items()]
    return "\n".join(lines)


def _header(lines: Sequence[str], header: str) -> int:
    """The line of a table's header, or the number of lines where the table is missing."""
    return next((place for place, line in enumerate(lines) if line.partition("#")[0].strip() == header), len(lines))
