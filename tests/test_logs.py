"""Logs and messages report faults, and quote nothing that a learner wrote."""

import ast
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from grader.commands.grade import grade
from grader.errors import StorageError, SystemFault
from grader.evidence import Evidence
from grader.gradebook import Entry, Gradebook
from grader.judging import checks
from grader.judging.judge import Judge
from grader.model import Finding
from grader.util import logs
from tests import simulated

SECRET = "my_secret_thought"  # noqa: S105 - no password


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[StringIO]:
    """All that is logged at all, as the command line would write it."""
    caplog.set_level(logging.DEBUG)
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.RedactingFormatter("%(message)s"))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    simulated.kernels(monkeypatch.setattr)
    simulated.course(tmp_path / "course")
    simulated.hand_in(tmp_path / "given", "ada", f"total = {SECRET!r}")
    return tmp_path / "given"


def graded(given: Path) -> None:
    grade(given, out=given.parent / "out", workers=1, course=given.parent / "course", no_hints=True)


def test_what_is_quoted_otherwise() -> None:
    """Python's own way would quote the line: what is left out below would be there."""
    formatter = logging.Formatter()
    assert SECRET in formatter.formatException(raised())
    assert SECRET not in logs.RedactingFormatter().formatException(raised())


def raised() -> tuple[type[BaseException], BaseException, None]:
    with pytest.raises(KeyError) as caught:  # noqa: PT012 - one exception behind another
        try:
            ast.parse(f"{SECRET} = =")
        except SyntaxError as error:
            raise KeyError(SECRET) from error
    return caught.type, caught.value, None


def test_our_own_words_are_kept() -> None:
    """One of our exceptions says what it says, and every one behind it is named with its place."""
    try:
        try:
            ast.parse(f"{SECRET} = =")
        except SyntaxError as error:
            raise StorageError("the disk is full") from error
    except StorageError as error:
        said = logs.RedactingFormatter().formatException((type(error), error, error.__traceback__))
    assert said.splitlines()[-1] == "the disk is full"
    assert "\nSyntaxError\n" in said
    assert "test_logs.py" in said
    assert SECRET not in said


def test_a_check_that_fails_quotes_nobody(
    given: Path,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of the grader's checks that breaks on a learner's code is logged with its place, and without the code."""

    def broken(learner: Evidence, reference: Evidence, *, of: str) -> Finding:  # noqa: ARG001 - as checks are
        raise KeyError(SECRET)

    broken.__module__ = "grader.judging.checks.tensors"  # one of the grader's checks, whose code a finding follows from
    monkeypatch.setitem(checks.CHECKS, "tensor_shape", broken)
    with pytest.raises(SystemFault, match="could not be judged because of an error"):
        graded(given)
    assert "check 'tensor_shape' failed on run" in log.getvalue()
    assert "in broken" in log.getvalue()
    everything = log.getvalue() + "".join(capsys.readouterr())
    assert SECRET not in everything


def test_a_judge_that_fails_quotes_nobody(
    given: Path,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A surprise in the middle of judging is logged with its place, and without what was looked at."""

    def broken(*_: object) -> None:
        ast.parse(f"{SECRET} = =")

    monkeypatch.setattr(Judge, "__call__", broken)
    with pytest.raises(SystemFault):
        graded(given)
    assert "SyntaxError" in log.getvalue()
    everything = log.getvalue() + "".join(capsys.readouterr())
    assert SECRET not in everything


def test_a_gradebook_that_fails_quotes_nobody(
    given: Path,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A row that the database refuses is reported without its content."""
    record = Gradebook.record

    def broken(book: Gradebook, entry: Entry) -> None:
        findings = (*entry.result.findings, *entry.result.findings[:1])
        object.__setattr__(entry.result, "findings", findings)
        object.__setattr__(findings[0], "message", None)
        object.__setattr__(findings[0], "actual", SECRET)
        record(book, entry)

    monkeypatch.setattr(Gradebook, "record", broken)
    with pytest.raises(SystemFault, match="NOT NULL") as caught:
        graded(given)
    logged = logs.RedactingFormatter().formatException(caught._excinfo)  # type: ignore[arg-type]
    everything = log.getvalue() + "".join(capsys.readouterr()) + logged
    assert SECRET not in everything
