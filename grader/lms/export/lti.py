"""Scores as messages of LTI 1.3's Assignment and Grade Services: the content of the messages, and the settings file.

The file contains where scores are sent, who sends them, and what they are for:

    issuer = "https://canvas.instructure.com"
    client_id = "10000000000001"
    token_url = "https://sso.canvaslms.com/login/oauth2/token"
    private_key = "tool.pem"          # next to this file; PEM, RSA
    users = "lti_users.csv"           # learner,user_id: the subject of each learner's launches, no e-mail address

    [line_items]                      # assignment or exercise to its line item
    "01_neurons" = "https://canvas.example.edu/api/lti/courses/1/line_items/2"
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Required, TypedDict
from urllib.parse import urlsplit

from grader.errors import MissingExtra, SpecError
from grader.gradebook.marks import CourseMark
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.dataset import Cell, CellState, Column, ExportData
from grader.lms.export.feedback import marks_with_remarks, summary
from grader.lms.export.lti_memory import Message, Platform, sent_scores
from grader.storage.layout import EXPORTS
from grader.util.csv_reader import read_csv, safe_excerpt
from grader.util.files import open_whole
from grader.util.text import json_line, make_visible, pluralize
from grader.util.toml_schema import TomlPlace, check_table, read_toml, schema_of

SENT = "lti-sent.jsonl"
"""The file in OUT/exports that records which scores were sent; `lti_memory` describes it."""
_USER_COLUMNS = ("learner", "user_id")
_LOCAL = frozenset({"127.0.0.1", "localhost"})


class _PlatformTable(TypedDict, total=False):
    issuer: Required[str]
    client_id: Required[str]
    token_url: Required[str]
    audience: str
    private_key: Required[str]
    users: Required[str]
    line_items: Required[dict[str, str]]


def export_lti(material: ExportData, options: ExportOptions) -> ExportReport:
    """Send the messages, or write them to `to`, one JSON object per line. Raises `SpecError` and `SystemFault`."""
    platform = read_platform(options.template)
    columns = {material.find(name): url for name, url in platform.line_items.items()}
    notes: list[str] = []
    messages = _messages(material, platform, columns, notes)
    if options.send:
        return _send(messages, platform, material.out / EXPORTS / SENT, notes)
    count, now = 0, datetime.now(UTC)
    with open_whole(options.to) as file:
        for message in messages:
            count += 1
            line = {"line_item": message.line_item, "score": message.stamped(now)}
            file.write(json_line(line))
    return ExportReport(summary=f"{options.to}: {pluralize(count, 'score')}, not sent.", notes=tuple(notes))


def _send(messages: Iterator[Message], platform: Platform, memory: Path, notes: list[str]) -> ExportReport:
    """Send the messages and return the report. Raises `MissingExtra` if the library for it is not installed."""
    try:
        from grader.lms.export.lti_send import send_scores  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra(f"scores are sent with pylti1p3next ({error})", "lti") from error
    with sent_scores(memory) as known:
        report = send_scores(messages, platform, known)
    failed = {"refused": report.refused, "not answered": report.unanswered, "not tried": report.not_tried}
    counts = [f"{pluralize(report.sent, 'score')} sent to {platform.issuer}"]
    counts += [f"{len(each)} {what}" for what, each in failed.items() if each]
    told = [f"{what}: {message.about}: {words}" for what, each in failed.items() for message, words in each]
    return ExportReport(
        summary=f"{', '.join(counts)}.",
        notes=(*told, *notes),
        refused=len(report.refused),
        unsent=len(report.unanswered) + len(report.not_tried),
    )


def _messages(
    material: ExportData, platform: Platform, columns: Mapping[Column, str], notes: list[str]
) -> Iterator[Message]:
    """Every learner's scores, one after another; `notes` gets the learners who are left out."""
    for mark, results in marks_with_remarks(material):
        user = platform.users.get(mark.learner)
        if user is None:
            notes.append(f"left out, because the file of users has no user_id: {material.display_name(mark.learner)}")
            continue
        for column, url in columns.items():
            cell = column.cell(mark)
            if cell.state in {CellState.OPEN, CellState.EXCUSED}:
                notes.append(
                    f"left out, {cell.withheld or cell.state}: {material.display_name(mark.learner)}, {column.title}"
                )
                continue
            comment = "\n".join(map(make_visible, summary(column, cell, results, material.titles)))
            yield Message(
                about=f"{material.display_name(mark.learner)}, {column.title}",
                line_item=url,
                body={"userId": user, "comment": comment} | _score(column, cell) | _when(column, mark),
            )


def _score(column: Column, cell: Cell) -> dict[str, Any]:
    """The points; if an error in the grader left some unjudged, a note on that, which changes nothing on the
    platform.
    """
    if cell.points is None:
        return {"activityProgress": "Submitted", "gradingProgress": "Failed"}
    given = {"scoreGiven": float(cell.points), "scoreMaximum": float(column.points)}
    return given | {"activityProgress": "Completed", "gradingProgress": "FullyGraded"}


def _when(column: Column, mark: CourseMark) -> dict[str, Any]:
    """When the last of the hand-ins that count was handed in."""
    attempts = (attempt for one in mark.exercises() if one.exercise in column.exercises for attempt in one.attempts)
    times = [attempt.handed_in for attempt in attempts if attempt.counts]
    return {"submission": {"submittedAt": max(times).isoformat(timespec="milliseconds")}} if times else {}


def read_platform(path: Path) -> Platform:
    """The settings in the file. Raises `SpecError` if something is missing, or would be sent unencrypted."""
    if not path.is_file():
        raise SpecError(f"--template {path}: no such file")
    tables = read_toml(path, path.name)
    check_table(tables, schema_of(_PlatformTable), TomlPlace(file=path.name))
    for url in (tables["token_url"], *tables["line_items"].values()):
        scheme, host = _scheme_and_host(url)
        if scheme != "https" and not (scheme == "http" and host in _LOCAL):
            raise SpecError(f"{path.name}: '{url}' does not begin with https://")
        if not host:
            raise SpecError(f"{path.name}: '{url}' names no host")
    key = path.parent / tables["private_key"]
    if not key.is_file():
        raise SpecError(f"{path.name}: key 'private_key': no such file: {key}")
    return Platform(**tables | {"private_key": key, "users": _users(path.parent / tables["users"])})


def _scheme_and_host(url: str) -> tuple[str, str]:
    """The scheme and the host of a URL; the host is empty if it is not a URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url.partition(":")[0], ""
    return parts.scheme, "" if port == 0 else parts.hostname or ""


def _users(path: Path) -> dict[str, str]:
    """Maps each learner to the platform's user. Raises `SpecError`."""
    if not path.is_file():
        raise SpecError(f"{path}: this file from key 'users' does not exist")
    users: dict[str, str] = {}
    for row in read_csv(path, _USER_COLUMNS, needs=_USER_COLUMNS):
        learner, user = (row.cells.get(column, "") for column in _USER_COLUMNS)
        if not learner:
            raise SpecError(f"{row.place}: column 'learner' is empty")
        if not user:
            continue  # a learner who has never opened the tool: left out, with a note
        if learner in users:
            raise SpecError(f"{row.place}: '{learner}' is listed twice")
        if user in users.values():
            raise SpecError(
                f"{row.place}: user_id '{safe_excerpt(user)}' is listed twice; it must belong to one person"
            )
        users[learner] = user
    return users
