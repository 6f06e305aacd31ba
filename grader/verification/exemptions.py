"""The exemptions of an exercise's proof, with reasons: mutants in `mutants.toml`, points of lazy answers in
`lazy.toml`.

`solutions/<lesson>/<name>/mutants.toml` lists mutants that need not be killed, or may cost many points:

    [[equivalent]]
    mutant = "axis=1 -> axis=-1 #1"
    reason = "The scores have two axes, so the last is the second."

    [[free]]
    mutant = "256 -> *"
    task = "hidden layers of a size of your choice"

    [[costly]]
    mutants = ["y = sigmoid(h) -> pass #1"]
    reason = "Nothing is called y then, and y is all that is asked for."

An equivalent mutant computes the same as the reference; the reason is for people, and `verify` runs both to check
(`grader.verification.cases`). A free mutant chooses something different if the task leaves the choice to the learner,
and passes every criterion. `task` quotes the words of the exercise's own text that leave the choice, apart from spaces
and line breaks, so that learners can read that they have it. A costly mutant may lose more points than the exercise's
`slip_share` allows for one change. `mutant` is an id or a pattern of ids for `fnmatch`, in which `*` is anything and
`[[]` a bracket.

`solutions/<lesson>/<name>/lazy.toml`, which is optional, grants points to lazy answers:

    [untrained]
    points = 4
    why = "The layers, parameters and compile settings are as asked; what training gives is judged by 'accuracy'."

A table is named after a shortcut (`grader.verification.lazy.asked.Shortcut`) for which the exercise has answers. Its
points are the most that these earn today: a grant that is no longer needed is refused, as is a grant without a reason.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, TypedDict

from grader.model import Exercise
from grader.source.source import reference_source
from grader.util.text import did_you_mean, suggest
from grader.util.toml_schema import TomlPlace, check_table, read_toml, schema_of
from grader.verification.lazy.asked import Shortcut
from grader.verification.mutants import Mutant

LAZY_FILE = "lazy.toml"


class Grant(TypedDict):
    """The points that the answers of one shortcut may earn, from its table."""

    points: int
    why: str
    """The reason why no check can distinguish them, or why the points are earned."""


def grants(exercise: Exercise, shortcuts: Collection[Shortcut]) -> Mapping[Shortcut, Grant]:
    """The grants of an exercise that has answers of these shortcuts; empty without a file. Raises `SpecError`."""
    path = exercise.reference.with_name(LAZY_FILE)
    if not path.is_file():
        return {}
    place = TomlPlace(file=f"{exercise.id}/{LAZY_FILE}")
    tables = read_toml(path, place.file)
    for key in tables.keys() - set(shortcuts):
        raise place.unknown_name_error("lazy answer", key, shortcuts)
    return {Shortcut(key): _grant(table, exercise.points, place.child(key)) for key, table in tables.items()}


def _grant(table: object, possible: int, place: TomlPlace) -> Grant:
    """One table as a grant. Raises `SpecError`."""
    if not isinstance(table, dict):
        raise place.error("is not a table; allowed: the keys points and why")
    check_table(table, schema_of(Grant), place)
    if not 1 <= table["points"] <= possible:
        raise place.error(f"key 'points' is {table['points']}; allowed: 1 to {possible}, the exercise's points")
    if not table["why"].strip():
        raise place.error("key 'why' is empty; write the reason why no check can notice it")
    return Grant(points=table["points"], why=table["why"].strip())


FILE = "mutants.toml"
MOST_EQUIVALENT = 0.1
"""The largest share of an exercise's mutants that may be called equivalent, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemptions:
    """Maps mutants' ids to the reasons why they need not be killed; no id is both equivalent and free."""

    equivalent: Mapping[str, str] = field(default_factory=dict)
    """Maps ids to the reason why the mutant computes the same."""
    free: Mapping[str, str] = field(default_factory=dict)
    """Maps ids to the words of the task that leave the choice."""
    costly: Mapping[str, str] = field(default_factory=dict)
    """Maps ids to the reason why the mutant may cost more points than a slip; it must still be killed."""


class _EquivalentTable(TypedDict):
    mutant: str
    reason: str


class _FreeTable(TypedDict):
    mutant: str
    task: str


class _CostlyTable(TypedDict):
    mutants: list[str]
    reason: str


class _ExemptionsTable(TypedDict, total=False):
    equivalent: list[_EquivalentTable]
    free: list[_FreeTable]
    costly: list[_CostlyTable]


def exemptions(exercise: Exercise, mutants: Sequence[Mutant]) -> Exemptions:
    """The exemptions of an exercise; empty without a file. Raises `SpecError`."""
    path = exercise.reference.with_name(FILE)
    if not path.is_file():
        return Exemptions()
    place = TomlPlace(file=f"{exercise.id}/{FILE}")
    tables = read_toml(path, place.file)
    check_table(tables, schema_of(_ExemptionsTable), place)
    ids = [mutant.id for mutant in mutants]
    equivalent = _collected(tables, "equivalent", "reason", ids, place)
    free = _collected(tables, "free", "task", ids, place)
    if len(equivalent) > MOST_EQUIVALENT * len(ids):
        raise place.error(
            f"{len(equivalent)} of {len(ids)} mutants are called equivalent; allowed: at most {MOST_EQUIVALENT:.0%}"
        )
    costly = _collected(tables, "costly", "reason", ids, place)
    for one in equivalent.keys() & free.keys():
        raise place.error(f"mutant '{one}' is called both equivalent and free; allowed: only one of them")
    _require_told(exercise, tables.get("free", []), place)
    return Exemptions(equivalent=equivalent, free=free, costly=costly)


def _collected(tables: dict[str, Any], key: str, why: str, ids: Sequence[str], place: TomlPlace) -> dict[str, str]:
    """Maps each id to the text that exempts it. Raises `SpecError`."""
    found: dict[str, str] = {}
    for number, table in enumerate(tables.get(key, []), 1):
        within = place.child(f"{key} {number}")
        if not table[why].strip():
            raise within.error(f"key '{why}' is empty; write a sentence")
        patterns = table["mutants"] if "mutants" in table else [table["mutant"]]
        for one in (one for pattern in patterns for one in _matching(pattern, ids, within)):
            if one in found:
                raise within.error(f"key 'mutant': '{one}' is already exempt")
            found[one] = table[why]
    return found


def _matching(pattern: str, ids: Sequence[str], place: TomlPlace) -> list[str]:
    """The ids that a pattern means: the id that equals it, or all that match it. Raises `SpecError`."""
    found = [pattern] if pattern in ids else [one for one in ids if fnmatchcase(one, pattern)]
    if not found:
        hint = did_you_mean(pattern, ids, cutoff=0.0, otherwise="; the exercise has none")
        raise place.error(f"key 'mutant': no mutant '{pattern}'{hint}")
    return found


def _require_told(exercise: Exercise, free: Sequence[_FreeTable], place: TomlPlace) -> None:
    """Raise `SpecError` unless the exercise's text contains the words that are quoted as leaving a choice."""
    texts = [_folded(prose.text) for prose in reference_source(exercise.reference).prose]
    for number, table in enumerate(free, 1):
        quote = _folded(table["task"])
        if not any(quote in text for text in texts):
            nearest = suggest(quote, _sentences(texts), cutoff=0.0)
            raise place.child(f"free {number}").error(
                f"key 'task': the text of the exercise does not contain '{quote}'; nearest: '{nearest}'"
                if nearest
                else "key 'task': the exercise has no text"
            )


def _sentences(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from (part.strip() for part in text.replace("? ", ". ").split(". ") if part.strip())


def _folded(text: str) -> str:
    return " ".join(text.split())
