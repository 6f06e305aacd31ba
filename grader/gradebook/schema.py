"""The gradebook's tables, each with a comment, and every column too.

Values are stored in the same way in both databases. Triggers keep the gradebook append-only in either.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum, unique
from functools import partial
from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Dialect,
    Enum,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.types import TypeEngine

from grader.gradebook.database import TableSet
from grader.model import Outcome, Trust, Verdict

# How values are stored.


class CodePointText(TypeDecorator[str]):
    """Text that sorts by its characters' numbers, as Python sorts, whatever the database's language.

    A NUL, which PostgreSQL can't store in text, is kept as its picture (U+2400). Half a surrogate pair, such as a
    folder's name may contain, is kept as its escape.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL sorts by the server's locale unless another is named."""
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The text that is stored."""
        if not value:
            return value
        return value.replace("\0", "\N{SYMBOL FOR NULL}").encode(errors="backslashreplace").decode()


class Utc(TypeDecorator[datetime]):
    """A time in UTC as ISO 8601 text, which sorts, and which the databases' own date functions read."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The text that is stored."""
        return value.astimezone(UTC).isoformat() if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """The time that was stored."""
        return datetime.fromisoformat(value) if value else None


def enum_column(enum: type[StrEnum]) -> Enum:
    """A column type for an enum's values. No database checks them: a new member must not need a new table."""
    return Enum(enum, native_enum=False, length=40, values_callable=lambda members: [one.value for one in members])


# The triggers.

CHANGES = ("UPDATE", "DELETE")

_REFUSAL = """
CREATE OR REPLACE FUNCTION gradebook_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the gradebook is append-only: no % of %', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def add_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Refuse to change or delete a row of these tables from now on."""
    on_server = connection.dialect.name == "postgresql"
    if on_server:
        connection.execute(text(_REFUSAL))
    for table in tables:
        for statement in _on_server(table) if on_server else _in_file(table):
            connection.exec_driver_sql(statement)


def remove_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Let rows be changed and deleted until `add_triggers`, which is to come before the transaction ends."""
    on = " ON {}" if connection.dialect.name == "postgresql" else ""
    for table in tables:
        for change in (*CHANGES, "TRUNCATE") if on else CHANGES:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{change.lower()}{on.format(table)}")


def _in_file(table: str) -> Iterator[str]:
    for change in CHANGES:
        yield (
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no {change} of {table}'); END"
        )


def _on_server(table: str) -> Iterator[str]:
    for change in (*CHANGES, "TRUNCATE"):
        yield (
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION gradebook_is_append_only()"
        )


# The tables.

# The one writer numbers its rows, so that both databases do it alike.
_id = partial(Column, "id", Integer, primary_key=True, autoincrement=False)
_filled = partial(Column, nullable=False)
metadata = MetaData()

submissions = Table(
    "submissions",
    metadata,
    _id(comment="ordinal, in the order of recording"),
    _filled("learner", CodePointText, comment="pseudonym, by default the name of the learner's folder"),
    _filled("exercise", CodePointText, comment="lesson and name, such as 02_layers/two_layers"),
    _filled("attempt", Integer, comment="1, 2, … of that learner at that exercise"),
    _filled("sha256", CodePointText, comment="digest of the file's bytes, hexadecimal"),
    _filled(
        "path", CodePointText, comment="where the file lay when it was judged; of a hand-in to a service only a name"
    ),
    _filled("received", Utc, comment="when the grader first saw it, UTC"),
    Column("submitted", Utc, comment="when the learner handed it in, UTC; NULL where nothing said so"),
    UniqueConstraint("learner", "exercise", "attempt"),
    comment="One row per file handed in; if no result refers to it, it waits to be judged.",
)

runs = Table(
    "runs",
    metadata,
    _id(comment="ordinal, in the order of recording"),
    _filled("key", CodePointText, index=True, comment="digest of all that the run depends on; the run store's key"),
    _filled("outcome", enum_column(Outcome), comment="how it ended: " + ", ".join(Outcome)),
    _filled("wall_s", Float, comment="seconds from start to end"),
    _filled("cpu_s", Float, comment="CPU seconds of the kernel's process tree"),
    _filled("peak_mib", Float, comment="most private memory seen, MiB"),
    _filled("message", CodePointText, comment="one sentence on an outcome other than ok, for the learner"),
    _filled(
        "changes",
        JSON,
        comment="JSON list of what was changed before or while it ran: objects of kind, sentence, cell and line",
    ),
    _filled("hints_cpu_s", Float, comment="CPU seconds of the search for a repair after judging; 0 where none was"),
    comment="One row per execution of a source, which identical submissions share. Its cells are in the run store.",
)

regrades = Table(
    "regrades",
    metadata,
    _id(comment="ordinal, in the order of recording"),
    _filled("who", CodePointText, comment="the name of whoever approved it"),
    _filled("when", Utc, comment="when it was approved, UTC"),
    _filled("why", CodePointText, comment="the reason that was given"),
    _filled("course_digest", CodePointText, comment="digest of the course that it judged by, hexadecimal"),
    _filled("counts", JSON, comment="JSON object: how many submissions were looked at, gained, lost and so on"),
    comment="One row per regrade: results judged again together, after something in the course changed.",
)

results = Table(
    "results",
    metadata,
    _id(comment="ordinal; of one submission's results the highest counts"),
    _filled("submission_id", ForeignKey(submissions.c.id), index=True, comment="what was judged"),
    _filled("run_id", ForeignKey(runs.c.id), comment="the run it was judged by"),
    _filled("cached", Boolean, comment="whether the run came from the run store, without a kernel"),
    _filled("exercise_digest", CodePointText, comment="sha256 over rubric, stub, reference and calibration"),
    _filled("reference_key", CodePointText, comment="the key of the reference's run it was compared with"),
    _filled("grader_version", CodePointText, comment="the grader that judged"),
    _filled("grade_key", CodePointText, comment="digest of run key, exercise digest, reference key and grader version"),
    _filled("attempted", Boolean, comment="whether any blank was filled"),
    _filled("graded", Utc, comment="when it was judged, UTC"),
    _filled("earned", Integer, comment="points earned"),
    _filled("possible", Integer, comment="points that could be earned"),
    _filled("unscored", Integer, comment="points that faults of ours kept from being judged"),
    Column("regrade_id", ForeignKey(regrades.c.id), comment="the regrade it belongs to; NULL where it is none's"),
    _filled(
        "diagnosed_by",
        CodePointText,
        comment="digest of what its diagnoses follow from, runs and source aside; may be empty",
    ),
    _filled("verified_earned", Integer, comment="points earned by verified findings, of `verified_possible`"),
    _filled("verified_possible", Integer, comment="points of the criteria that can be verified"),
    _filled("verified_unscored", Integer, comment="of those, points that faults of ours left unjudged"),
    comment="One row per judgement of a submission; a regrade adds one.",
)

criteria = Table(
    "criteria",
    metadata,
    _id(comment="ordinal, in the order of recording"),
    _filled("digest", CodePointText, unique=True, comment="sha256 of the other columns, hexadecimal"),
    _filled("criterion", CodePointText, comment="the criterion's id"),
    _filled("title", CodePointText, comment="the criterion as a claim, as the learner reads it"),
    _filled("hints", JSON, comment="JSON list of hints, from nudge to nearly the answer; empty where none is shown"),
    _filled("possible", Integer, comment="points that could be earned"),
    _filled("hidden", Boolean, comment="whether the learner sees title and verdict only"),
    _filled(
        "judged_by", CodePointText, comment="digest of what its findings follow from, runs aside; empty if not known"
    ),
    _filled("verifiable", Boolean, comment="whether the reference is verified here"),
    comment="One row per criterion as findings show it; all findings that show it in the same way share the row.",
)

findings = Table(
    "findings",
    metadata,
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result it is part of"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … in the rubric's order"),
    _filled("criterion_id", ForeignKey(criteria.c.id), comment="the criterion, as it was then"),
    _filled("verdict", enum_column(Verdict), comment="what was decided: " + ", ".join(Verdict)),
    _filled("message", CodePointText, comment="what is so, or what differs"),
    _filled("expected", CodePointText, comment="what was looked for, short; may be empty"),
    _filled("actual", CodePointText, comment="what was there instead, short; may be empty"),
    _filled("earned", Integer, comment="points earned"),
    _filled("trust", enum_column(Trust), comment="how far it can be trusted: " + ", ".join(Trust)),
    _filled("measured", JSON, comment="JSON object: value, most, bar and the reference's numbers; or JSON null"),
    _filled("rests_on", JSON, comment="JSON list of the kinds of evidence that decided it"),
    comment="One row per criterion of a result.",
    sqlite_with_rowid=False,
)

refusals = Table(
    "refusals",
    metadata,
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result it is part of"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … as they were met"),
    Column("criterion", CodePointText, comment="the criterion that needed it; NULL where none did"),
    _filled("what", CodePointText, comment="what of a kernel's the grader's own code failed on"),
    _filled("traceback", CodePointText, comment="how it failed, for instructors; the last 6,000 characters"),
    comment="One row per thing from a kernel that could not be read because of an error in the grader.",
)

diagnoses = Table(
    "diagnoses",
    metadata,
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result it is part of"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … the first cause first"),
    _filled("rule", CodePointText, comment="the rule that recognised it"),
    _filled("message", CodePointText, comment="what is misunderstood, as the learner reads it"),
    _filled("where", CodePointText, comment="what in the submission shows it"),
    _filled("lesson", CodePointText, comment="id of the lesson to read again"),
    _filled("hints", JSON, comment="JSON list of three hints, from nudge to nearly the answer"),
    Column(
        "proven",
        JSON,
        comment="JSON object of repair, tries, cell and line, where a repair that was run proves it; or NULL",
    ),
    comment="One row per misconception that was recognised in a result.",
)


@unique
class DecisionKind(StrEnum):
    """What a decision changes. The last decision of a kind on the same target is in force."""

    OVERRIDE = "override"
    """The points of an exercise, or of one criterion of it."""
    LATE = "late"
    """The fraction of the points that a late submission loses."""
    EXTENSION = "extension"
    """A later due date."""
    EXCUSED = "excused"
    """The learner needn't hand it in."""
    REOPENED = "reopened"
    """The points that a refusal of the grader's cost, of an exercise or one criterion of it, are open."""


decisions = Table(
    "decisions",
    metadata,
    _id(comment="ordinal; of a kind for one target the highest counts"),
    _filled("learner", CodePointText, index=True, comment="pseudonym of whom it is about"),
    Column("exercise", CodePointText, comment="the exercise it is about; NULL where it is about an assignment"),
    Column("assignment", CodePointText, comment="the assignment it is about; NULL where it is about an exercise"),
    Column("criterion", CodePointText, comment="the criterion it is about; NULL for the whole exercise"),
    _filled("kind", enum_column(DecisionKind), comment="what was decided: " + ", ".join(DecisionKind)),
    Column("value", Float, comment="override: points; late: fraction lost; excused, reopened: 1; NULL takes it back"),
    Column("until", Utc, comment="extension: the new due date, UTC; NULL for other kinds, or takes it back"),
    Column("automatic", Float, comment="override: the points that the grader had given; NULL for other kinds"),
    _filled("who", CodePointText, comment="the name of whoever decided, or late policy"),
    _filled("when", Utc, comment="when it was decided, UTC"),
    _filled("why", CodePointText, comment="the reason that was given"),
    comment="One row per decision on a learner's points or due date, by an instructor or the late policy.",
)

forgotten = Table(
    "forgotten",
    metadata,
    _id(comment="ordinal, in the order of recording"),
    _filled("last_decision", Integer, comment="the highest number that a decision had had by then"),
    comment="One row per forgotten learner with decisions, so that no later decision gets one of their numbers.",
)

releases = Table(
    "releases",
    metadata,
    _id(comment="ordinal, in the order of recording"),
    _filled("assignment", CodePointText, unique=True, comment="the assignment's id"),
    _filled("who", CodePointText, comment="the name, or the pseudonym in a service, of whoever released it"),
    _filled("when", Utc, comment="when it was released, UTC"),
    comment="One row per assignment whose feedback was released to learners by hand.",
)

TABLE_NAMES: Final = tuple(table.name for table in metadata.sorted_tables)
"""The names of the tables, each after those that it refers to."""

GRADEBOOK: Final = TableSet(
    what="gradebook",
    metadata=metadata,
    version=1,
    application_id=int.from_bytes(b"GBK1"),
    maker="grader grade",
    renewal="grade again",
)
"""The tables together, and their version, which every change of them raises once there is a release."""


@event.listens_for(metadata, "after_create")
def _guard_new_tables(_: MetaData, connection: Connection, **__: object) -> None:
    add_triggers(connection, TABLE_NAMES)
