"""The gradebook's tables, each with a comment, and every column too."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
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
)

from grader.model import Outcome, Trust, Verdict

VERSION: Final = 3
"""SQLite's `user_version` of a gradebook. 1: submissions, runs, results, findings. 2: findings.measured, diagnoses.
3: runs.repairs."""

APPLICATION_ID: Final = int.from_bytes(b"GBK1")
"""SQLite's `application_id` of a gradebook, which tells it from any other database."""


class Utc(TypeDecorator[datetime]):
    """A time with its zone as ISO 8601 text, which sorts, and which SQLite's own date functions read."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The text that is stored."""
        return value.isoformat() if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """The time that was stored."""
        return datetime.fromisoformat(value) if value else None


def _word(enum: type[StrEnum]) -> Enum:
    """A column type for an enum's values. SQLite does not check them: a new member must not need a new table."""
    return Enum(enum, native_enum=False, values_callable=lambda members: [member.value for member in members])


_filled = partial(Column, nullable=False)
metadata = MetaData()

submissions = Table(
    "submissions",
    metadata,
    _filled("id", Integer, primary_key=True, comment="ordinal, in the order of recording"),
    _filled("learner", String, comment="pseudonym, by default the name of the learner's folder"),
    _filled("exercise", String, comment="lesson and name, such as 06_multi_layer/two_layers"),
    _filled("attempt", Integer, comment="1, 2, … of that learner at that exercise"),
    _filled("sha256", String, comment="digest of the file's bytes, hexadecimal"),
    _filled("path", String, comment="where the file lay when it was judged"),
    _filled("received", Utc, comment="when the grader first saw it, UTC"),
    UniqueConstraint("learner", "exercise", "attempt"),
    comment="One row a file handed in, once it has been judged.",
)

runs = Table(
    "runs",
    metadata,
    _filled("id", Integer, primary_key=True, comment="ordinal, in the order of recording"),
    _filled("key", String, comment="digest of all that the run depends on; the run store's key"),
    _filled("outcome", _word(Outcome), comment="how it ended: " + ", ".join(Outcome)),
    _filled("wall_s", Float, comment="seconds from start to end"),
    _filled("cpu_s", Float, comment="CPU seconds of the kernel's process tree"),
    _filled("peak_mib", Float, comment="most private memory seen, MiB"),
    _filled("message", String, comment="one sentence on an outcome other than ok, for the learner"),
    _filled("repairs", JSON, comment="JSON list of what was put right in the file, a sentence each; may be empty"),
    UniqueConstraint("key", "outcome", "wall_s", "cpu_s", "peak_mib", "message"),
    comment="One row an execution of a source, which identical submissions share. Its cells lie in the run store.",
)

results = Table(
    "results",
    metadata,
    _filled("id", Integer, primary_key=True, comment="ordinal; of one submission's results the highest counts"),
    _filled("submission_id", ForeignKey(submissions.c.id), index=True, comment="what was judged"),
    _filled("run_id", ForeignKey(runs.c.id), comment="the run it was judged by"),
    _filled("cached", Boolean, comment="whether the run came from the run store, without a kernel"),
    _filled("exercise_digest", String, comment="sha256 over rubric, stub, reference and calibration"),
    _filled("reference_key", String, comment="the key of the reference's run it was compared with"),
    _filled("grader_version", String, comment="the grader that judged"),
    _filled("grade_key", String, comment="digest of run key, exercise digest, reference key and grader version"),
    _filled("attempted", Boolean, comment="whether any blank was filled"),
    _filled("graded", Utc, comment="when it was judged, UTC"),
    _filled("earned", Integer, comment="points earned"),
    _filled("possible", Integer, comment="points that could be earned"),
    _filled("unscored", Integer, comment="points that faults of ours kept from being judged"),
    comment="One row a judgement of a submission; a regrade adds one.",
)

findings = Table(
    "findings",
    metadata,
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result it is part of"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … in the rubric's order"),
    _filled("criterion", String, comment="the criterion's id"),
    _filled("title", String, comment="the criterion as a claim, as the learner reads it"),
    _filled("verdict", _word(Verdict), comment="what was decided: " + ", ".join(Verdict)),
    _filled("message", String, comment="what is so, or what differs"),
    _filled("expected", String, comment="what was looked for, short; may be empty"),
    _filled("actual", String, comment="what was there instead, short; may be empty"),
    _filled("hints", JSON, comment="JSON list of hints, from nudge to nearly the answer; may be empty"),
    _filled("earned", Integer, comment="points earned"),
    _filled("possible", Integer, comment="points that could be earned"),
    _filled("trust", _word(Trust), comment="what it rests on: " + ", ".join(Trust)),
    _filled("hidden", Boolean, comment="whether the learner sees title and verdict only"),
    _filled("measured", JSON, comment="JSON object: value, most, bar and the reference's numbers; or JSON null"),
    comment="One row a criterion of a result.",
)

diagnoses = Table(
    "diagnoses",
    metadata,
    _filled("result_id", ForeignKey(results.c.id), primary_key=True, comment="the result it is part of"),
    _filled("position", Integer, primary_key=True, comment="0, 1, … the first cause first"),
    _filled("rule", String, comment="the rule that recognised it"),
    _filled("message", String, comment="what is misunderstood, as the learner reads it"),
    _filled("where", String, comment="what in the submission shows it"),
    _filled("lesson", String, comment="id of the lesson to read again"),
    _filled("hints", JSON, comment="JSON list of three hints, from nudge to nearly the answer"),
    comment="One row a misconception that was recognised in a result.",
)


def create(connection: Connection) -> None:
    """Make the tables, and the triggers that refuse to change or delete a row, in an empty database."""
    _add(connection, metadata.sorted_tables)


def upgrade(connection: Connection, version: int) -> None:
    """Add what a gradebook of an earlier version has not."""
    if version == 1:
        connection.exec_driver_sql("ALTER TABLE findings ADD COLUMN measured JSON NOT NULL DEFAULT 'null'")
    connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN repairs JSON NOT NULL DEFAULT '[]'")
    _add(connection, [diagnoses] if version == 1 else [])


def _add(connection: Connection, tables: Sequence[Table]) -> None:
    metadata.create_all(connection, tables=tables, checkfirst=False)
    for table in tables:
        for change in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table.name}_no_{change.lower()} BEFORE {change} ON {table.name} "
                f"BEGIN SELECT RAISE(ABORT, 'the gradebook is append-only: no {change} of {table.name}'); END",
            )
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
