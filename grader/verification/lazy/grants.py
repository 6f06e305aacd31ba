"""What lazy answers may earn, and why: `solutions/<lesson>/<name>/lazy.toml`, which not every exercise has.

    [untrained]
    points = 4
    why = "The layers, parameters and compile settings are as asked; what training gives is judged by 'accuracy'."

A table is named after a shortcut (`grader.verification.lazy.answer.Shortcut`) of which the exercise has answers. Its
points are the most that these earn today: a grant that nothing needs any more is refused, as is one without a reason.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypedDict

from grader.model import Exercise
from grader.util.toml_schema import TomlPlace, check_table, read_toml, schema_of
from grader.verification.lazy.answer import Shortcut

FILE = "lazy.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the answers of one shortcut may earn."""

    points: int
    why: str
    """The reason why no check can tell, or why the points are earned."""


class _GrantTable(TypedDict):
    points: int
    why: str


def grants(exercise: Exercise, shortcuts: Collection[Shortcut]) -> Mapping[Shortcut, Grant]:
    """The grants of an exercise that has answers of these shortcuts, none without a file. Raises `SpecError`."""
    path = exercise.reference.with_name(FILE)
    if not path.is_file():
        return {}
    place = TomlPlace(file=f"{exercise.id}/{FILE}")
    tables = read_toml(path, place.file)
    for key in tables.keys() - set(shortcuts):
        raise place.unknown_name_error("lazy answer", key, shortcuts)
    return {Shortcut(key): _grant(table, exercise.points, place.child(key)) for key, table in tables.items()}


def _grant(table: object, possible: int, place: TomlPlace) -> Grant:
    """One table as a grant. Raises `SpecError`."""
    if not isinstance(table, dict):
        raise place.error("is not a table; allowed: the keys points and why")
    check_table(table, schema_of(_GrantTable), place)
    if not 1 <= table["points"] <= possible:
        raise place.error(f"key 'points' is {table['points']}; allowed: 1 to {possible}, the exercise's points")
    if not table["why"].strip():
        raise place.error("key 'why' is empty; allowed: the reason why no check can tell")
    return Grant(points=table["points"], why=table["why"].strip())
