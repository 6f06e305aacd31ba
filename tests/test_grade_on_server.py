"""`grader grade` into PostgreSQL, by the real command line with simulated kernels: also when the server dies."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import SpecError, StorageError
from grader.gradebook import Gradebook
from tests import servers, simulated

pytestmark = pytest.mark.database

LEARNERS = 150
SECRET = "hunter2"  # noqa: S105 - what must be shown nowhere
LINE = "from tests import simulated; simulated.kernels(setattr); from grader.commands.cli import main; main()"


@pytest.fixture
def server() -> Iterator[servers.Server]:
    if not servers.PROGRAMS:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with servers.postgresql() as server:
        yield server


class Work:
    """A course, what was handed in, and commands on them."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.url = url
        simulated.course(root / "course")
        for number in range(LEARNERS):
            simulated.hand_in(root / "given", f"learner-{number:03}", f"total = {number}")

    def begin(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """A command that is running."""
        env = os.environ | {"XDG_CACHE_HOME": str(self.root / "cache"), "PYTHONPATH": str(simulated.ROOT)} | environment
        line = [sys.executable, "-c", LINE, *words, "--course", str(self.root / "course")]
        return subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def call(self, *words: str, **environment: str) -> tuple[int, str]:
        """The exit code of a command and all that it said."""
        with self.begin(*words, **environment) as running:
            said = "".join(running.communicate())
        return running.returncode, said

    def grade(self) -> list[str]:
        """The words of the command."""
        return ["grade", str(self.root / "given"), "--out", str(self.root / "out")]

    def recorded(self) -> int:
        """How many results there are."""
        try:
            with Gradebook.view(self.url) as book:
                return sum(1 for _ in book.entries())
        except (SpecError, StorageError):  # not made yet, or the server is gone
            return 0

    def lines(self) -> list[str]:
        """Whose results results.jsonl has."""
        text = (self.root / "out" / "results.jsonl").read_text(encoding="utf-8")
        return [json.loads(line)["learner"] for line in text.splitlines()]


def test_the_servers_death_in_a_batch(server: servers.Server, tmp_path: Path) -> None:
    """The command ends in a sentence, what was judged is there, and the same command judges the rest, each once."""
    work = Work(tmp_path, server.new())
    with work.begin(*work.grade(), "--gradebook", work.url) as running:
        while work.recorded() < 5 and running.poll() is None:
            pass
        server.kill()
        said = "".join(running.communicate())
    assert running.returncode == 3, said
    assert "try again: nothing that was kept is lost" in said
    assert "Traceback" not in said
    server.start()
    before = work.recorded()
    assert 5 <= before < LEARNERS
    code, said = work.call(*work.grade())  # OUT remembers the server
    assert code == 0, said
    assert f"{LEARNERS - before} judged now, {before} unchanged" in said
    assert work.recorded() == LEARNERS
    assert work.lines() == [f"learner-{number:03}" for number in range(LEARNERS)]


def timeless(page: Path) -> str:
    """A page without the moment as of which it was drawn."""
    return re.sub(r"As of .*", "", page.read_text(encoding="utf-8"))


def test_the_environment_says_it_too(server: servers.Server, tmp_path: Path) -> None:
    """GRADER_GRADEBOOK is as good as the option; OUT then remembers the server without the password."""
    server.ask(f"ALTER ROLE grader PASSWORD '{SECRET}'")
    work = Work(tmp_path, server.new())
    secret = work.url.replace("grader@", f"grader:{SECRET}@")
    code, said = work.call(*work.grade(), GRADER_GRADEBOOK=secret)
    assert code == 0, said
    assert not (tmp_path / "out" / "gradebook.sqlite").exists()
    assert SECRET not in said + (tmp_path / "out" / "gradebook.url").read_text()
    page = timeless(tmp_path / "out" / "index.html")
    for words in (["report"], ["decide"]):
        code, said = work.call(*words, str(tmp_path / "out"))
        assert code == 0, said
    assert timeless(tmp_path / "out" / "index.html") == page
    code, said = work.call("decide", str(tmp_path / "out"), GRADER_GRADEBOOK=secret.replace("/postgres?", "/no?"))
    assert code == 3, said
    assert 'database "no" does not exist' in said
    assert SECRET not in said
