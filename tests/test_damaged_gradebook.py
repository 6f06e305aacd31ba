"""Every command on an OUT says that its gradebook is damaged, ends in 3, and leaves all that is there as it was."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from grader.model import Score
from tests import simulated
from tests.called import called
from tests.grader.gradebook.test_gradebook import FINDINGS, entry_of, hand_in

WHY = ("--why", "as agreed")
COMMANDS = {
    "grade": ("grade", "IN", "--out", "OUT"),
    "regrade": ("regrade", "OUT", "--dry-run"),
    "report": ("report", "OUT"),
    "marks": ("marks", "OUT"),
    "decide": ("decide", "OUT", "ada", "--exercise", "01/sum", "--points", "3", *WHY),
    "export": ("export", "OUT", "--format", "csv", "--to", "OUT/marks.csv"),
    "insight": ("insight", "OUT"),
    "feedback": ("feedback", "OUT"),
    "forget": ("forget", "OUT", "ada", "--yes"),
    "backup": ("backup", "OUT", "OUT/copy"),
    "serve": ("serve", "OUT", "--port", "9"),
}


def zeroed(content: bytes) -> bytes:
    """The second half of the pages is lost."""
    half = len(content) // 8192 * 4096
    return content[:half] + bytes(len(content) - half)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "lost pages": zeroed,
    "cut off": lambda content: content[: len(content) // 2],
    "cut to nothing": lambda _: b"",
    "of something else": lambda _: b"learner,points\n" * 400,
}


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An OUT in a course of one exercise, with one learner's result, and what pages are made from."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = simulated.course(tmp_path / "course")
    (root / "in" / "ada" / "01").mkdir(parents=True)
    (root / "in" / "ada" / "01" / "sum.py").write_text("total = 3\n")
    out = root / "out"
    with Gradebook.open(out / "gradebook.sqlite") as book:
        book.record(entry_of(hand_in(book, "ada", "01/sum"), findings=FINDINGS, score=Score(earned=1, possible=3)))
    (out / "results.jsonl").write_text('{"learner": "ada"}\n')
    return out


def files(out: Path) -> dict[str, bytes]:
    """All that lies in OUT but for the locks and logs of databases."""
    found = {path for path in out.rglob("*") if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))}
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_gradebook_ends_a_command(
    out: Path, command: tuple[str, ...], damage: Callable[[bytes], bytes]
) -> None:
    """It is named, with what to do."""
    book = out / "gradebook.sqlite"
    book.write_bytes(damage(book.read_bytes()))
    before = files(out)
    words = [word.replace("OUT", str(out)).replace("IN", str(out.parent / "in")) for word in command]

    ended = called(*words, "--course", str(out.parent)) if command[0] not in {"backup", "forget"} else called(*words)

    assert ended.returncode == 3, ended.stderr
    assert f"{book}: " in ended.stderr
    assert "put a copy that `grader backup` made in its place" in ended.stderr
    assert files(out) == before
