"""What holds a reader's children can be seen: without a layer, what it holds gets through.

Each layer is taken away alone, or where several hold the same thing, with those; the table of what then happens is
printed. Whatever happens, the file after the hostile one is read as ever.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from grader.course.exercise_file import handout_of, load_exercise
from grader.source.reader import reader as module
from grader.source.reader.reader import UNREAD, Reader
from grader.source.records import Damage, Handout, Reading
from tests.grader.source.reader.attacks import ATTACKS
from tests.grader.source.reader.removal import NUMBERS, exploited, relaxed

pytestmark = pytest.mark.removal

ROOT = Path(__file__).parents[2]
EXERCISE = "06_multi_layer/two_layers"
HONEST = ROOT / "tests" / "cohort" / "kiwi_42" / f"{EXERCISE}.ipynb"
SUMS = b"x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8\n"
UNWANTED = ATTACKS["20 MiB of numbers for cells"].made
QUICK = "child.CPU_S = 1"
PATIENT = "child.CPU_S = 60"


def program(*lines: str) -> bytes:
    """A file that the child runs; it answers with `said`."""
    return "\n".join(["import os, signal, socket, time", "said = ''", *lines, ""]).encode()


def attempt(line: str) -> bytes:
    """A program that tries one thing."""
    return program("try:", f"    said = 'BREACH', str({line})", "except OSError as error:", "    said = 'held', error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hostile file before a parent with other numbers."""

    without: tuple[str, ...]
    """Layers that are missing."""
    made: Callable[[], bytes]
    ends: str
    """What the log says of each of its children; empty where none dies."""
    script: bool = True
    also: str = QUICK
    """Statements of the parent besides."""


CASES: Mapping[str, Case] = {
    "nothing is missing": Case(without=(), made=lambda: SUMS * 60_000, ends=""),
    "CPU time ends what no cap does": Case(without=("caps",), made=lambda: SUMS * 60_000, ends="SIGPROF after"),
    "the clock ends what nothing else does": Case(
        without=("caps", "cpu"), made=lambda: SUMS * 60_000, ends="SIGALRM after", also="child.WALL_S = 4"
    ),
    "memory ends what no cap does": Case(
        without=("caps",), made=UNWANTED, script=False, ends="MemoryError", also=PATIENT
    ),
    "without its limit there is memory": Case(
        without=("caps", "memory"), made=UNWANTED, script=False, ends="", also=PATIENT
    ),
    "few levels are gone down": Case(without=(), made=ATTACKS["a sum of 900 terms"].made, ends=""),
    "without that Python ends": Case(
        without=("depth",), made=ATTACKS["a sum of 900 terms"].made, ends="RecursionError"
    ),
    "an answer has an end": Case(
        without=("caps",),
        made=lambda: SUMS * 3_000,
        ends="it answered something else",
        also=f"{PATIENT}; child.ANSWER_MIB = 1",
    ),
    "without that it has none": Case(without=("caps", "answer"), made=lambda: SUMS * 3_000, ends="", also=PATIENT),
}


def show(missing: str, name: str, found: str) -> None:
    """Print a line of the table, which one sees with -s."""
    print(f"\n{missing or '-':20} {name:40} {found}", end="")  # noqa: T201 - the table is what one runs it for


@pytest.fixture(scope="module")
def handout() -> Handout:
    return handout_of(load_exercise(ROOT, EXERCISE))


@pytest.fixture(scope="module")
def honest(handout: Handout) -> bytes:
    """What is read in an honest file where nothing is missing."""
    with closing(Reader()) as reader:
        return said(reader, handout)


def said(reader: Reader, handout: Handout) -> bytes:
    """What is read in an honest file."""
    found = reader.read(HONEST.read_bytes(), script=False, handout=handout)
    assert isinstance(found, Reading), found
    return msgspec.json.encode(found, order="deterministic")


@pytest.mark.parametrize("name", CASES)
def test_caps_and_limits_each_matter(
    name: str, handout: Handout, honest: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Without one layer the next one ends the child, or nothing does; in any case that file alone suffers."""
    case = CASES[name]
    with closing(relaxed(monkeypatch, *(NUMBERS[layer] for layer in case.without), case.also)) as reader:
        found = reader.read(case.made(), script=case.script, handout=handout)
        ended = [message.rpartition("could not be read: ")[2] for message in caplog.messages]
        show("+".join(case.without), name, "; ".join(ended) or "read")

        assert (found == Damage(message=UNREAD)) == bool(case.ends)
        assert [case.ends in one for one in ended] == [True, True] * bool(case.ends), ended
        assert said(reader, handout) == honest


def test_the_second_try_matters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A parent that is lost, by whatever, costs nobody a file; with one try it would."""
    monkeypatch.setattr(module, "TRIES", 1)
    with closing(exploited(monkeypatch, tmp_path, [])) as reader:
        reader.read(program("pass"), script=True)
        reader.read(program("os.kill(os.getppid(), 9)"), script=True)

        assert reader.read(program("said = 'here'"), script=True) == Damage(message="here")


BOUNDING = """
word = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('CapBnd'))
said = 'BREACH' if int(word, 16) else 'held', word
"""
FORKS = """
children = []
try:
    for _ in range(60):
        child = os.fork()
        if not child:
            signal.pause()
        children.append(child)
    said = 'BREACH', len(children)
except OSError as error:
    said = 'held', error
for child in children:
    os.kill(child, 9)
"""
CONTROL = """
links = []
for one in os.listdir('/proc/self/fd'):
    try:
        links.append(os.readlink(f'/proc/self/fd/{one}'))
    except OSError:
        pass
said = 'BREACH' if any(link.startswith('socket:') for link in links) else 'held', links
"""
STAYS = """
if not os.fork():
    os.setsid()
    if not os.fork():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            signal.pause()
    os._exit(0)
os.wait()
"""
LOOKS = """
def lives(pid):
    try:
        return open(f'/proc/{pid}/stat').read().rpartition(') ')[2][0] not in 'ZX'  # ended, and not yet waited for
    except OSError:
        return False
others = {int(one) for one in os.listdir('/proc') if one.isdigit() and lives(one)} - {1, os.getpid(), os.getppid()}
said = 'BREACH' if others else 'held', others
"""
TAKEN_OVER: Mapping[str, tuple[bytes, ...]] = {
    "landlock": (attempt("open('/tmp/x', 'w')"),),
    "seccomp": (attempt("os.memfd_create('x')"),),
    "capabilities+bubblewrap": (program(BOUNDING),),
    "limits": (program(FORKS),),
    "network+landlock": (attempt("socket.socket(socket.AF_UNIX).connect('\\0@name@')").replace(b"\\0", b"\\x00"),),
    "control": (program(CONTROL),),
    "survivors": (program(STAYS), program(LOOKS)),
}
"""Layers that hold something, to the programs that try it one after the other."""


@contextmanager
def listening() -> Iterator[str]:
    """The abstract name of a socket outside."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("")
        listener.listen()
        yield listener.getsockname()[1:].decode()


@pytest.fixture
def outside() -> Iterator[str]:
    """Something to connect to."""
    with listening() as name:
        yield name


def tried(reader: Reader, programs: tuple[bytes, ...], outside: str) -> str:
    """What the last of the programs says, and whether the next file is answered."""
    reading = [reader.read(one.replace(b"@name@", outside.encode()), script=True) for one in programs]
    assert reader.read(program("said = 'here'"), script=True) == Damage(message="here")
    assert isinstance(reading[-1], Damage)
    return reading[-1].message


@pytest.mark.parametrize("layers", TAKEN_OVER)
def test_a_child_that_was_taken_over_is_held_by_each_layer(
    layers: str, outside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a parser broken into, its program would be held; without the layer it would not be."""
    for missing in ([], layers.split("+")):
        with closing(exploited(monkeypatch, tmp_path / f"{len(missing)}", missing)) as reader:
            reading = tried(reader, TAKEN_OVER[layers], outside)
        show("+".join(missing), layers, reading[:90])

        assert ("BREACH" in reading) == bool(missing), reading


LIES: Mapping[str, bytes] = {
    "kills its parent": program("os.kill(os.getppid(), 9)", "time.sleep(60)"),
    "stops its parent": program("os.kill(os.getppid(), signal.SIGSTOP)"),
    "ends by a signal without a name": program("os.kill(os.getpid(), 35)"),
    "ends well and answers nothing": program("os._exit(0)"),
    "answers bytes": program("os.pwrite(answer, os.urandom(2**20), 0)", "os._exit(0)"),
    "answers more than it may": program("while True: os.write(answer, bytes(2**20))"),
    "answers lists in one another": program("os.pwrite(answer, b'\\x91' * 2**20, 0)", "os._exit(0)"),
    "answers with a field too many": program("send({'reading': None, 'damage': None, 'fault': '', 'score': 5})"),
    "answers with a reading of no cells": program("send({'reading': {}, 'damage': None, 'fault': ''})"),
    "answers with a colour that is none": program("send(reading(coloured=[[1, 99]]))"),
    "answers with pieces of less than nothing": program("send(reading(coloured=[[-5, 1]]))"),
    "answers for cells that are not there": program("send(reading(answers=[[], [], []]))"),
}
"""Programs that answer otherwise than a reader, or end otherwise than a child."""
HELPERS = b"""
from grader.source.reader.messages import ReadAnswer
import msgspec
answer = max(int(one) for one in os.listdir('/proc/self/fd') if os.path.lexists(f'/proc/self/fd/{one}'))
def send(message):
    os.pwrite(answer, msgspec.msgpack.encode(message), 0)
    os._exit(0)
def reading(coloured=(), answers=()):
    cell = {'text': 'x', 'answer': False, 'shown': None, 'changes': [], 'coloured': coloured}
    source = {'cells': [cell], 'changes': [], 'exercise': None, 'prose': [], 'broken': '', 'cut': False}
    return {'reading': {'source': source, 'answers': answers}, 'damage': None, 'fault': ''}
"""


@pytest.mark.parametrize("name", LIES)
def test_an_answer_is_not_believed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a child that was taken over answers, its own file is unreadable, and the next one is read."""
    monkeypatch.setattr(module, "WALL_S", 5)
    head, rest = LIES[name].split(b"\n", 1)
    with closing(exploited(monkeypatch, tmp_path, [])) as reader:
        assert reader.read(head + HELPERS + rest, script=True) == Damage(message=UNREAD)
        assert reader.read(program("said = 'here'"), script=True) == Damage(message="here")


def test_a_truthful_answer_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the programs above send would be a reading, if it were sound."""
    with closing(exploited(monkeypatch, tmp_path, [])) as reader:
        head, rest = program("send(reading(coloured=[[1, 1]], answers=[[]]))").split(b"\n", 1)
        assert isinstance(reader.read(head + HELPERS + rest, script=True), Reading)
