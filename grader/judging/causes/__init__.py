"""What we think happened: named misconceptions, each with a message and three hints.

`causes.toml` has one entry for each cause. A detector, a function of this package, proposes a cause from facts about a
submission. A repair of the learner's own code that passes proves one. Either way a learner reads the same texts. A
course's `exercises/causes.toml` says which lessons explain a cause, rewords causes, and adds some of its own, which
only its known wrong answers name.

Silence is better than a wrong guess. A cause is named only if facts speak for it: the values of a known wrong answer,
a property of the learner's numbers or layers, the text of the answer if two causes would look alike. At most two are
named, the first cause first, and none if every criterion passes.

To add a cause, write its entry, its detector, and labelled answers (`tests/diagnosis/informed/`, and
`# diagnosis: cause` in the exercises' wrong answers). The detector is a function in the module of its noun, with the
name that the entry gives. A cause that the learner's first error shows needs none: its entry has the patterns of the
error, and `tests/grader/judging/causes/errors.toml` has true messages.

Begin with `package_causes`, with `diagnosing.diagnose`, and with `repair_search.find_repair`. This page imports no
detector: whoever reads a course needs none.

diagnosing       from facts, or a proven repair, to what a learner reads
facts            what a detector may look at, and the words of an exercise
answers          how an answer is written: what it leaves out, or types in instead of computing it
values           numbers beside those of known wrong answers, and their order in calls
array_rules      values that hold the right numbers and are wrong all the same
class_rules      a class that is asked for
dataset_rules    labels, passes, range and parts of data sets
error_rules      errors whose message gives the cause away, and the words of those that `causes.toml` describes
formula_rules    formulas written by hand
given_rules      given code that was changed or removed
networks         a model's layers
pipelines        how data are loaded, split and prepared
step_rules       steps that are missing, misplaced, or set to something else
training_rules   which model is trained, how it is compiled, what is kept
wiring_rules     steps that are right and joined wrongly
repair_search    finds a small repair of an answer, and proves it by a run
repair_facts     what that search knows of an exercise
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from string import Formatter
from typing import Any, Final, Required, TypedDict

import msgspec

from grader.util.lazy_mapping import cached_property
from grader.util.text import suggest
from grader.util.toml_schema import TomlPlace, check_table, read_toml, schema_of

FILE: Final = "causes.toml"
"""The name of the file in this package, and of a course's file in `exercises`."""
TEXTS: Final = ("message", "ask", "tip", "fix")
OF_REPAIRS: Final = frozenset(["where", "old", "new"])
"""The words that every repair provides."""
OF_EXERCISES: Final = frozenset(
    ["batch_size", "epochs", "hidden", "loss", "metrics", "monitor", "optimizer", "output", "trains_on"]
)
"""The words that depend on the exercise; `facts.WORDS` finds them."""


class _Texts(TypedDict):
    """The texts that every cause has."""

    message: str
    ask: str
    tip: str
    fix: str


class _NewTable(_Texts, total=False):
    """A course's own cause; of a cause of the package, it need not say everything."""

    lessons: list[str]


class _ErrorTable(TypedDict, total=False):
    """An error that shows a cause."""

    name: Required[str]
    message: Required[str]
    line: str


class _PackageTable(_Texts, total=False):
    """A cause of the package."""

    detector: str
    errors: list[_ErrorTable]
    after: list[str]
    follows_errors: bool
    guesses: bool
    before: list[str]
    repairs: list[str]
    proven_by: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPattern:
    """An error that shows a cause, as three regular expressions.

    Named groups are words of the cause's texts. The patterns are matched with text that a learner wrote, so they must
    not backtrack without a limit: unlimited repeats are possessive, with at most one exception in each pattern.
    """

    name: str
    """The full name of the exception's class."""
    message: str
    line: str = ""
    """The pattern of the code line that raised the exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One misconception.

    A text is a template: "{where}" is replaced by the code or name that shows the cause. Every other field is a word
    that the detector or the repair provides, or one of `OF_EXERCISES`. A cause is not named if one of these words is
    missing.
    """

    name: str
    message: str
    """A clause that continues "It looks as if"."""
    ask: str
    """The first hint, nearly always a question."""
    tip: str
    """The second hint: an explanation."""
    fix: str
    """The third hint: what to do."""
    detector: str = ""
    """The name of the detector; empty if only an error, a repair or a known wrong answer shows the cause."""
    errors: tuple[ErrorPattern, ...] = ()
    """Patterns of the first error in the learner's own cells; each of them shows the cause."""
    after: tuple[str, ...] = ()
    """Causes that explain this cause better: if an error shows this cause, they are kept even if they could follow
    from errors.
    """
    follows_errors: bool = False
    """Whether it may only be the consequence of an error, so that it is not named if one of the learner's cells
    raised.
    """
    guesses: bool = False
    """Whether the detector guesses from the text; it is not called if values show a cause."""
    before: tuple[str, ...] = ()
    """The causes that are not named if this one is."""
    repairs: tuple[str, ...] = ()
    """The kinds of repair that prove this cause; each kind proves one cause."""
    proven_by: tuple[str, ...] = ()
    """The kinds of repair that prove this cause if it was already likely."""
    lessons: tuple[str, ...] = ()
    """The ids of the lessons that explain this cause, as listed by the course."""

    @property
    def hints(self) -> tuple[str, str, str]:
        """The three hints, in the order in which a learner gets them."""
        return self.ask, self.tip, self.fix

    @property
    def words(self) -> frozenset[str]:
        """The fields of the texts."""
        return frozenset().union(*(_fields(getattr(self, key)) for key in TEXTS))

    @property
    def general_message(self) -> str:
        """The misunderstanding, without the place and the words of one answer."""
        words = dict.fromkeys(self.words, "something") | {"where": "a line"}
        said = self.message.replace("`{", "{").replace("}`", "}").format(**words)
        return f"{said[:1].upper()}{said[1:]}."


def _fields(text: str) -> frozenset[str]:
    """The fields of a template. Raises `ValueError` if its braces don't match."""
    return frozenset(name for _, name, *_ in Formatter().parse(text) if name is not None)


@dataclass(frozen=True, kw_only=True)
class CauseTable:
    """All causes that may be named in a course."""

    causes: Mapping[str, Cause]
    """Maps names to causes, with causes before their effects."""
    lessons: tuple[str, ...] = ()
    """The ids of the course's lessons, in the order in which they are taught."""

    @cached_property
    def by_repair(self) -> Mapping[str, Cause]:
        """Maps kinds of repair to the causes that they prove."""
        return {kind: cause for cause in self.causes.values() for kind in cause.repairs}

    @cached_property
    def digest(self) -> str:
        """The sha256 of everything in the table."""
        said = [self.lessons, *(asdict(cause) for cause in self.causes.values())]
        return sha256(msgspec.json.encode(said)).hexdigest()

    def lesson_of(self, cause: Cause, exercise: str) -> str:
        """The lesson to read again for an exercise: the exercise's own lesson, or else the last one before it that
        explains the cause.

        Empty if the course lists no such lesson, so that a page never refers to a later lesson.
        """
        own = exercise.partition("/")[0]
        taught = self.lessons[: self.lessons.index(own) + 1] if own in self.lessons else ()
        return next((one for one in reversed(taught) if one in cause.lessons), "")


@cache
def package_causes() -> CauseTable:
    """The causes of the package, without lessons. Raises `SpecError` if the file has a mistake."""
    with as_file(files(__name__) / FILE) as path:
        tables = read_toml(path, FILE)
    causes = {}
    for name, table in tables.items():
        check_table(table, schema_of(_PackageTable), _place(name))
        errors = tuple(_error_pattern(one, _place(name).child("key 'errors'")) for one in table.pop("errors", ()))
        causes[name] = Cause(name=name, errors=errors, **_frozen(table))
    for cause in causes.values():
        for key in ("before", "after"):
            for other in getattr(cause, key):
                if other not in causes or other == cause.name:
                    raise _place(cause.name).child(f"key '{key}'").unknown_name_error("cause", other, causes)
    return CauseTable(causes=causes)


def course_causes(path: Path, lessons: Sequence[str]) -> CauseTable:
    """The causes of a course whose file, if it has one, is in `path`. Raises `SpecError`.

    `lessons` are the ids of the course's lessons, in the order in which they are taught.
    """
    whole = package_causes()
    if not path.is_file():
        return replace(whole, lessons=tuple(lessons))
    tables = read_toml(path, FILE)
    causes = dict(whole.causes)
    for name, table in tables.items():
        causes[name] = _changed(whole.causes.get(name), name, table, lessons)
    return CauseTable(causes=causes, lessons=tuple(lessons))


def _error_pattern(table: Mapping[str, str], place: TomlPlace) -> ErrorPattern:
    for text in table.values():
        try:
            re.compile(text)
        except re.error as error:
            raise place.error(f"has {text!r:.60}, and that is no regular expression: {error}") from error
    return ErrorPattern(**table)


def _changed(cause: Cause | None, name: str, table: Any, lessons: Sequence[str]) -> Cause:
    """A cause with the course's changes; without `cause`, a new cause of the course."""
    place, known = _place(name), package_causes().causes
    if not isinstance(table, dict):
        raise place.error("is not a table")
    missing = set(TEXTS) - table.keys()
    if cause is None and (missing == set(TEXTS) or (missing and suggest(name, known, cutoff=0.8))):
        raise TomlPlace(file=FILE).unknown_name_error("cause", name, known)
    schema = schema_of(_NewTable)
    check_table(table, replace(schema, required=frozenset()) if cause else schema, place)
    words = (cause.words if cause else frozenset()) | OF_EXERCISES | {"where"}
    for key in TEXTS:
        if key in table:
            _check_text(table[key], words, place.child(f"key '{key}'"))
    for lesson in table.get("lessons", ()):
        if lesson not in lessons:
            raise place.child("key 'lessons'").unknown_name_error("lesson", lesson, lessons)
    return replace(cause, **_frozen(table)) if cause else Cause(name=name, **_frozen(table))


def _check_text(text: str, words: frozenset[str], place: TomlPlace) -> None:
    try:
        found = _fields(text)
    except ValueError as error:
        raise place.error(f"is {text!r:.60}, and {error}; write a brace as {{{{ or }}}}") from error
    for word in sorted(found - words):
        raise place.unknown_name_error("word", word, words)
    if not text.strip():
        raise place.error("is empty; allowed: a string")


def _place(name: str) -> TomlPlace:
    return TomlPlace(file=FILE, within=f"cause '{name}'")


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a table with tuples instead of lists."""
    return {key: tuple(one) if isinstance(one, list) else one for key, one in table.items()}


def course_file(causes: CauseTable, lessons: Sequence[str]) -> Mapping[str, Mapping[str, object]]:
    """A course's changes and additions to causes if it has only these lessons, as the tables of its file."""
    found: dict[str, Mapping[str, object]] = {}
    for name, cause in causes.causes.items():
        usual = package_causes().causes.get(name)
        said: dict[str, object] = {
            key: getattr(cause, key) for key in TEXTS if getattr(cause, key) != getattr(usual, key, "")
        }
        if kept := [lesson for lesson in cause.lessons if lesson in lessons]:
            said["lessons"] = kept
        if said:
            found[name] = said
    return found
