"""The gradebook's tables. Each table and every column has a comment.

Values are stored in the same way in both databases. Triggers keep the gradebook append-only in either.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum, unique
from functools import partial
from typing import Any, Final

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
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from grader.gradebook.database import TableSet
from grader.model import Outcome, Trust, Verdict

# How values are stored.


class CodePointText(TypeDecorator[str]):
    """Text that sorts by its characters' code points, as in Python, independent of the database's language.

    A NUL, which PostgreSQL can't store in text, is stored as its symbol (U+2400). Half a surrogate pair, which a
    folder's name may contain, is stored as its escape sequence.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """A text type with a fixed collation, because PostgreSQL would sort by the server's locale."""
        return dialect.type_descriptor(String(collation="C") if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The text that is stored."""
        if not value:
            return value
        return value.replace("\0", "\N{SYMBOL FOR NULL}").encode(errors="backslashreplace").decode()


class Utc(TypeDecorator[datetime]):
    """A time in UTC as ISO 8601 text, which sorts correctly, and which the databases' own date functions can read."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The text that is stored."""
        return value.astimezone(UTC).isoformat() if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """The time that was stored."""
        return datetime.fromisoformat(value) if value else None


def enum_column(enum: type[StrEnum]) -> Enum:
    """A column type for an enum's values. The database doesn't check them, so that a new member needs no new table."""
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
    on_server = _is_server(connection)
    if on_server:
        connection.execute(text(_REFUSAL))
    for table, change, trigger in _triggers(connection, tables):
        action = f"BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no {change} of {table}'); END"
        if on_server:
            action = "FOR EACH STATEMENT EXECUTE FUNCTION gradebook_is_append_only()"
        connection.exec_driver_sql(f"CREATE TRIGGER {trigger} BEFORE {change} ON {table} {action}")


def remove_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Allow rows to be changed and deleted until `add_triggers`, which must be called before the transaction ends."""
    for table, _, trigger in _triggers(connection, tables):
        connection.exec_driver_sql(f"DROP TRIGGER {trigger}{f' ON {table}' if _is_server(connection) else ''}")


def _triggers(connection: Connection, tables: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Every table, each with the changes that are refused and the trigger that refuses it."""
    for table in tables:
        for change in (*CHANGES, "TRUNCATE") if _is_server(connection) else CHANGES:
            yield table, change, f"{table}_no_{change.lower()}"


def _is_server(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


# The tables.

# The only writer numbers its rows, so that both databases do it in the same way.
_id = partial(Column, "id", Integer, primary_key=True, autoincrement=False)
_filled = partial(Column, nullable=False)
_text = partial(_filled, type_=CodePointText)
_json = partial(_filled, type_=JSON)
metadata = MetaData()


def _table(name: str, *parts: SchemaItem, **options: Any) -> Table:
    return Table(name, metadata, *parts, **options)


submissions = _table(
    "submissions",
    _id(comment="ordinal, in the order of recording"),
    _text("learner", comment="pseudonym, by default the name of the learner's folder"),
    _text("exercise", comment="lesson and name, such as 02_layers/two_layers"),
    _filled("attempt", Integer, comment="1, 2, … for each learner and exercise"),
    _text("sha256", comment="digest of the file's bytes, hexadecimal"),
    _text("path", comment="path of the file when it was judged; only a name for a hand-in to a service"),
    _filled("received", Utc, comment="when the grader first saw it, UTC"),
    Column("submitted", Utc, comment="when the learner handed it in, UTC; NULL if not known"),
    UniqueConstraint("learner", "exercise", "attempt"),
    comment="One row per file handed in; if no result refers to it, it waits to be judged.",
)

runs = _table(
    "runs",
    _id(comment="ordinal, in the order of recording"),
    _text("key", index=True, comment="digest of everything that the run depends on; the run store's key"),
    _filled("outcome", enum_column(Outcome), comment="how it ended: " + ", ".join(Outcome)),
    _filled("wall_s", Float, comment="seconds from start to end"),
    _filled("cpu_s", Float, comment="CPU seconds of the kernel's process tree"),
    _filled("peak_mib", Float, comment="most private memory seen, MiB"),
    _text("message", comment="one sentence for the learner on an outcome that is not ok"),
    _json("changes", comment="JSON list of changes before or during the run: objects of kind, sentence, cell and line"),
    _filled("hints_cpu_s", Float, comment="CPU seconds of the search for a repair after judging; 0 without a search"),
    comment="One row per execution of a source, which identical submissions share. Its cells are in the run store.",
)

regrades = _table(
    "regrades",
    _id(comment="ordinal, in the order of recording"),
    _text("who", comment="the name of the person who approved it"),
    _filled("when", Utc, comment="when it was approved, UTC"),
    _text("why", comment="the reason given"),
    _text("course_digest", comment="digest of the course by which it judged, hexadecimal"),
    _json("counts", comment="JSON object: how many submissions were examined, gained, lost and so on"),
    comment="One row per regrade: results judged again together, after something in the course changed.",
)

results = _table(
    "results",
    _id(comment="ordinal; the highest of one submission's results counts"),
    _filled("submission_id", ForeignKey(submissions.c.id), index=True, comment="the submission that was judged"),
    _filled("run_id", ForeignKey(runs.c.id), comment="the run by which it was judged"),
    _filled("cached", Boolean, comment="whether the run came from the run store, without a kernel"),
    _text("exercise_digest", comment="sha256 over rubric, stub, reference and calibration"),
    _text("reference_key", comment="key of the reference's run with which it was compared"),
    _text("grader_version", comment="version of the grader that judged"),
    _text("grade_key", comment="digest of run key, exercise digest, reference key and grader version"),
    _filled("attempted", Boolean, comment="whether any blank was filled"),
    _filled("graded", Utc, comment="when it was judged, UTC"),
    _filled("earned", Integer, comment="points earned"),
    _filled("possible", Integer, comment="points that could be earned"),
    _filled("unscored", Integer, comment="points not judged because of errors in the grader"),
    Column("regrade_id", ForeignKey(regrades.c.id), comment="the regrade to which it belongs; NULL if none"),
    _text("diagnosed_by", comment="digest of what its diagnoses depend on, except runs and source; may be empty"),
    _filled("verified_earned", Integer, comment="points earned by verified findings, of `verified_possible`"),
    _filled("verified_possible", Integer, comment="points of the criteria that can be verified"),
    _filled(
        "verified_unscored", Integer, comment="points of verifiable criteria not judged because of errors in the grader"
    ),
    comment="One row per judgement of a submission; a regrade adds one.",
)

criteria = _table(
    "criteria",
    _id(comment="ordinal, in the order of recording"),
    _text("digest", unique=True, comment="sha256 of all other columns, hexadecimal"),
    _text("criterion", comment="the criterion's id"),
    _text("title", comment="the criterion as a claim, as the learner reads it"),
    _json("hints", comment="JSON list of hints, from nudge to nearly the answer; empty if none is shown"),
    _filled("possible", Integer, comment="points that could be earned"),
    _filled("hidden", Boolean, comment="whether the learner sees only title and verdict"),
    _text("judged_by", comment="digest of what its findings depend on, except runs; empty if not known"),
    _filled("verifiable", Boolean, comment="whether the reference is verified here"),
    comment="One row per criterion as findings show it; all findings that show it in the same way share the row.",
)

findings = _table(
    "findings",
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result that it belongs to"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … in the rubric's order"),
    _filled("criterion_id", ForeignKey(criteria.c.id), comment="the criterion as it was at that time"),
    _filled("verdict", enum_column(Verdict), comment="what was decided: " + ", ".join(Verdict)),
    _text("message", comment="what is right, or what differs"),
    _text("expected", comment="the expected value, short; may be empty"),
    _text("actual", comment="the value found instead, short; may be empty"),
    _filled("earned", Integer, comment="points earned"),
    _filled("trust", enum_column(Trust), comment="how far it can be trusted: " + ", ".join(Trust)),
    _json("measured", comment="JSON object: value, most, bar and the reference's numbers; or JSON null"),
    _json("rests_on", comment="JSON list of the kinds of evidence that decided it"),
    comment="One row per criterion of a result.",
    sqlite_with_rowid=False,
)

refusals = _table(
    "refusals",
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result that it belongs to"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … in the order in which they occurred"),
    Column("criterion", CodePointText, comment="the criterion that needed it; NULL if none did"),
    _text("what", comment="the thing from a kernel on which the grader's own code failed"),
    _text("traceback", comment="the traceback for instructors; the last 6,000 characters"),
    comment="One row per thing from a kernel that could not be read because of an error in the grader.",
)

diagnoses = _table(
    "diagnoses",
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result that it belongs to"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … the first cause first"),
    _text("rule", comment="the rule that recognised it"),
    _text("message", comment="the misconception, as the learner reads it"),
    _text("where", comment="the part of the submission that shows it"),
    _text("lesson", comment="id of the lesson to read again"),
    _json("hints", comment="JSON list of three hints, from nudge to nearly the answer"),
    Column(
        "proven",
        JSON,
        comment="JSON object of repair, tries, cell and line if a repair that was run proves it, or NULL",
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
    """The points that an exercise, or a criterion of it, lost because the grader refused something are open again."""


decisions = _table(
    "decisions",
    _id(comment="ordinal; the highest of a kind for one target counts"),
    _text("learner", index=True, comment="pseudonym of the learner"),
    Column("exercise", CodePointText, comment="the exercise; NULL if it is about an assignment"),
    Column("assignment", CodePointText, comment="the assignment; NULL if it is about an exercise"),
    Column("criterion", CodePointText, comment="the criterion; NULL for the whole exercise"),
    _filled("kind", enum_column(DecisionKind), comment="what was decided: " + ", ".join(DecisionKind)),
    Column("value", Float, comment="override: points; late: fraction lost; excused, reopened: 1; NULL takes it back"),
    Column("until", Utc, comment="extension: the new due date, UTC; NULL takes it back; NULL for all other kinds"),
    Column("automatic", Float, comment="override: the points that the grader had given; NULL for all other kinds"),
    _text("who", comment="the name of the person who decided, or late policy"),
    _filled("when", Utc, comment="when it was decided, UTC"),
    _text("why", comment="the reason given"),
    comment="One row per decision on a learner's points or due date, by an instructor or the late policy.",
)

forgotten = _table(
    "forgotten",
    _id(comment="ordinal, in the order of recording"),
    _filled("last_decision", Integer, comment="the highest number of a decision until then"),
    comment="One row per forgotten learner with decisions, so that no later decision gets one of their numbers.",
)

releases = _table(
    "releases",
    _id(comment="ordinal, in the order of recording"),
    _text("assignment", unique=True, comment="the assignment's id"),
    _text("who", comment="the name of the person who released it; the pseudonym in a service"),
    _filled("when", Utc, comment="when it was released, UTC"),
    comment="One row per assignment whose feedback was released to learners by hand.",
)

TABLE_NAMES: Final = tuple(table.name for table in metadata.sorted_tables)
"""The names of the tables, each after the tables to which it refers."""

GRADEBOOK: Final = TableSet(
    what="gradebook",
    metadata=metadata,
    version=1,
    application_id=int.from_bytes(b"GBK1"),
    maker="grader grade",
    renewal="grade again",
)
"""The set of tables, and its version, which every change of them will raise after the first release."""


@event.listens_for(metadata, "after_create")
def _guard_new_tables(_: MetaData, connection: Connection, **__: object) -> None:
    add_triggers(connection, TABLE_NAMES)
