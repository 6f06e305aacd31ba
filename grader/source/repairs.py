"""What is said between the reader, which edits learners' code, and the search for a repair, as plain records."""

from dataclasses import dataclass

from grader.source.tree import AnyStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordFact:
    """A keyword argument of the reference whose value is written down."""

    call: str
    """The last part of the function's name: "Dense"."""
    name: str
    value: str
    """As it is spelled: "'relu'", "10", "tf.float32"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairFacts:
    """What a search for repairs knows of an exercise: small facts of its reference, and nothing of its text."""

    traits: tuple[tuple[str, int], ...] = ()
    """What the answer consists of, and how often; see `grader.mutation.traits`."""
    functions: tuple[str, ...] = ()
    """The functions that it calls, by their whole names: "tf.matmul"."""
    wrappers: tuple[str, ...] = ()
    """Those of them that it calls with one argument. A constant does not count as one."""
    keywords: tuple[KeywordFact, ...] = ()
    reads_code: bool = False
    """Whether a criterion looks at the learner's code as text."""
    trains: bool = False
    """Whether the reference trains a model, so that a run takes long."""
    loads: bool = False
    """Whether its file loads a data set or a network, or trains one, so that each try takes long."""
    sees_checks: bool = False
    """Whether a criterion looks at something that the given cells below the answers make or draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallEdit:
    """One small edit."""

    kind: str
    """A key of `grader.repair.hints.HINTS`."""
    line: int
    """Of the cell, from 1, before the edit."""
    old: str
    """What was there, short; empty where something is added."""
    new: str
    """What comes instead, short; empty where something goes."""
    repaired: str = ""
    """The line of code after the edit, where it is a short one."""

    @property
    def what(self) -> tuple[str, str, str]:
        """The edit without its place."""
        return self.kind, self.old, self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cell of a learner's with one or two small edits, to be tried."""

    cell: int
    """From 1."""
    text: str
    changes: tuple[SmallEdit, ...]
    answers: tuple[str, ...]
    """The learner's own statements in the cell after the edit, cut from the given ones beside them."""
    binds: frozenset[str]
    """The names that the cell then binds at its top level."""
    statements: tuple[AnyStatement, ...] = ()
    """All of the learner's statements after the edit, where a criterion looks at code."""
