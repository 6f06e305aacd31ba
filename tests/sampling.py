"""What `make test` runs of the tiers that take long: a seventh a day, and all of it within any seven days in a row.

usage: PYTHONPATH=. python -P -m tests.sampling [DAY]     prints the exercises whose turn it is, without DAY today
       PYTHONPATH=. python -P -m tests.sampling --write   writes down how long files took here (`make seconds`)

Nothing is drawn by chance: each test, or test file where the tests of a file share what is slow to make, has its turn
of seven, and each day is one of them. Those whose seconds are written down share the turns so that each takes about as
long; others have the turn that follows from their names. So a new one moves no other. New figures may move all of them.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from zlib import crc32

ROOT: Final = Path(__file__).parents[1]
TURNS: Final = 7
SAMPLED: Final = ("kernel", "containment", "browser", "database", "cluster")
"""The tiers, by their markers."""
OTHER_TIERS: Final = (*SAMPLED, "removal", "corpus", "storm", "install", "bench")
PLAIN: Final = "plain"
"""The tests with none of their markers."""
BY_FILE: Final = frozenset({"kernel"})
"""Of these, all tests of a file have one turn, as they share what is slow to make; of others, each has its own."""
KEPT: Final = "grader/seconds"
"""Where pytest's cache keeps the same, as the tests were run here the last time."""
CACHED: Final = ROOT / ".pytest_cache" / "v" / KEPT
EXERCISES: Final = "exercises"
"""The name under which exercises stand beside the tiers; each counts as much as another."""
SECONDS: Final = ROOT / "tests" / "seconds.json"
"""Tier to file to seconds, as `make seconds` wrote them down."""


def turn_of_day(day: date) -> int:
    """0 to 6; days in a row have turns in a row."""
    return day.toordinal() % TURNS


def turns(seconds: Mapping[str, float]) -> dict[str, int]:
    """The turn of each of these: the longest first, each to the turn that has least to do by then."""
    loads = [0.0] * TURNS
    found: dict[str, int] = {}
    for name in sorted(seconds, key=lambda name: (-seconds[name], name)):
        found[name] = loads.index(min(loads))
        loads[found[name]] += seconds[name]
    return found


@cache
def known_seconds() -> dict[str, dict[str, float]]:
    """Tier to file to seconds, as they are written down."""
    kept: dict[str, dict[str, float]] = json.loads(SECONDS.read_bytes())
    return kept


def plain_seconds() -> Mapping[str, float]:
    """Test file to the seconds that its plain tests took here the last time, or else as they are written down."""
    here: dict[str, dict[str, float]] = json.loads(CACHED.read_bytes()) if CACHED.is_file() else {}
    return known_seconds().get(PLAIN, {}) | here.get(PLAIN, {})


def longest_s(file: str) -> float:
    """The seconds of a test file in the tier in which it takes longest; 0 if they are not written down."""
    return max(seconds.get(file, 0.0) for seconds in known_seconds().values())


@cache
def known_turns(tier: str) -> dict[str, int]:
    """The turn of each file of a tier whose seconds are written down."""
    return turns(known_seconds().get(tier, {}))


def turn_of(tier: str, name: str) -> int:
    """The turn of a file, a test or an exercise, by its path, its whole name or its id."""
    return known_turns(tier).get(name, crc32(name.encode()) % TURNS)


def tier_of(markers: Iterable[str]) -> str | None:
    """The sampled tier of a test that has these markers; None for a test that runs every day."""
    found = {*markers}
    return next((tier for tier in SAMPLED if tier in found), None)


def turn_of_test(test: str, markers: Iterable[str]) -> int | None:
    """The turn of a test, by its whole name as pytest prints it; None for one that runs every day."""
    tier = tier_of(markers)
    return None if tier is None else turn_of(tier, test.partition("::")[0] if tier in BY_FILE else test)


def drawn_lines(tier: str, tests: Iterable[str]) -> list[str]:
    """What was run of a tier, in words."""
    names = sorted(tests)
    files = sorted({name.partition("::")[0].removeprefix("tests/") for name in names})
    found = files if tier in BY_FILE else [name.rpartition("::")[2] for name in names]
    return [f"{tier}: {', '.join(found) or 'nothing'}"]


def exercises() -> list[str]:
    """The ids of the course's exercises, sorted."""
    found = (path.relative_to(ROOT / "exercises").with_suffix("") for path in ROOT.glob("exercises/*/*.toml"))
    return sorted(path.as_posix() for path in found)


def exercises_of(day: date) -> list[str]:
    """The ids of the exercises that are proven on that day, sorted."""
    return [one for one in exercises() if turn_of(EXERCISES, one) == turn_of_day(day)]


def write_down() -> None:
    """Copies what pytest's cache says of files that take a second or more, and gives each exercise its turn."""
    kept = json.loads(CACHED.read_bytes())
    files = {
        tier: {file: round(took) for file, took in kept.get(tier, {}).items() if took >= 1}
        for tier in (PLAIN, *BY_FILE)
    }
    found = files | {EXERCISES: dict.fromkeys(exercises(), 1)}
    SECONDS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Prints the exercises of a day, or writes seconds down."""
    match sys.argv[1:]:
        case ["--write"]:
            write_down()
        case days:
            day = date.fromisoformat(days[0]) if days else date.today()  # noqa: DTZ011  (of whoever types it)
            sys.stdout.write(f"{' '.join(exercises_of(day))}\n")


if __name__ == "__main__":
    main()
