"""Limits derived from the time and memory that an exercise's reference needs.

A limit protects against code that never ends and against code that overloads the machine, not against slow code: no
correct answer may reach a limit, even on the busiest machine. So each limit is `MARGIN` times what the reference needs.
For memory, which doesn't depend on how busy a machine is, it is `MEMORY_MARGIN` times. A limit is at least the default
of all exercises, and a round number. For seconds, the quickest of the reference's runs counts, and a cell counts at
most the CPU time of its run: a busy machine only adds to what a clock shows. If `after_s` need not be longer than its
default, it is not written.
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
"""The factor from the reference's seconds to a limit: a machine five times slower, an answer twice as slow on it."""
MEMORY_MARGIN = 3
"""The factor from the reference's memory to a limit."""
SHARE = 0.25
"""The share of a limit in seconds that the reference may use."""
MEMORY_SHARE = 0.5
"""The share of `memory_mib` that the reference may use."""
SLACK = 2
"""A limit up to this many times the derived one is left unchanged, so that two machines don't keep changing it."""
_ROUND = (30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600)
"""The round numbers, in seconds."""
_ROUND_MIB = 500
_LINE = re.compile(r"(?P<before>\s*(?P<key>[a-z_]+)\s*=\s*)(?P<value>[^#]*?)(?P<after>\s*(#.*)?)")


@dataclass(frozen=True, slots=True)
class _Limit:
    """One limit, and how much of it the reference uses."""

    key: str
    used: float
    has: float
    share: float
    unit: str
    follows: int
    """The value that the limit should have."""


def derive_limits(limits: Limits, runs: Sequence[ResourceUsage]) -> dict[str, int]:
    """Maps the limits that should change to their new values, by the time and memory of the reference's runs."""
    return {one.key: one.follows for one in _each(limits, runs) if not one.follows <= one.has <= SLACK * one.follows}


def tight_limits(limits: Limits, runs: Sequence[ResourceUsage]) -> tuple[str, ...]:
    """The limits of which the reference uses so much that a slower machine could reach them."""
    return tuple(
        f"the reference uses {one.used:.3g} {one.unit} of {one.key} = {one.has:g}, more than {100 * one.share:g} %; "
        "type: grader verify --write-limits"
        for one in _each(limits, runs)
        if one.used > one.share * one.has
    )


def _each(limits: Limits, runs: Sequence[ResourceUsage]) -> Iterator[_Limit]:
    """Yield the limits that can be derived; none if the reference has not run."""
    if not runs:
        return
    default = Limits()
    for key, used in (
        ("wall_s", min(min(run.wall_s, run.cpu_s) for run in runs)),
        ("cell_s", min(min(run.cell_s, run.cpu_s) for run in runs)),
        ("cpu_s", min(run.cpu_s for run in runs)),
    ):
        follows = _rounded(max(MARGIN * used, getattr(default, key)))
        yield _Limit(key, used, getattr(limits, key), SHARE, "s", follows)
    after, usual = min(min(run.after_s, run.cpu_s) for run in runs), replace(limits, after_s=0).shared_after_s
    follows = _rounded(MARGIN * after) if MARGIN * after > usual else int(usual)
    yield _Limit("after_s", after, limits.shared_after_s, SHARE, "s", follows)
    mib = max(run.peak_mib for run in runs)
    rounded = -int(-max(MEMORY_MARGIN * mib, default.memory_mib) // _ROUND_MIB) * _ROUND_MIB
    yield _Limit("memory_mib", mib, limits.memory_mib, MEMORY_SHARE, "MiB", rounded)


def _rounded(seconds: float) -> int:
    return next((one for one in _ROUND if one >= seconds), _ROUND[-1])


def write_limits(rubric: Path, changes: Mapping[str, int]) -> None:
    """Write limits into an exercise's TOML; the rest of the file stays unchanged, to the byte.

    Raises:
        SpecError: the file's `[limits]` are written in a way that can't be changed line by line.
        StorageError: the file can't be written.
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
    """The text with each limit in its line, or in a new line at the end of the table."""
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
    """The number of a table's header line, or the number of lines if the table is missing."""
    return next((place for place, line in enumerate(lines) if line.partition("#")[0].strip() == header), len(lines))
