"""What holds a reader's children, each layer as the fault that takes it away.

Two kinds of attackers are put to it. A file that keeps what reads it busy is met by caps and limits, which are numbers
in the child: `relaxed` starts a parent with other ones. A file that takes what reads it over is met by the jail: in
`exploited` copies of our own code the child runs the file as a program, as if a parser had been broken into, and a
layer is taken out of the copy by exact text, or out of bubblewrap's command.
"""

import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

import grader
from grader.source.reader import reader
from tests.containment.removal import Removal, WeakenedSandbox, _edit

CAPS = """
from grader.source import notebook_reader, own_tokens, recovery, solution_blocks, syntax
from grader.source.reader import file_reading, reading
HUGE = 10**9
syntax.MAX_CHARACTERS = syntax.MAX_NODES = HUGE
notebook_reader.MAX_BYTES = notebook_reader.MAX_CODE = notebook_reader.MAX_CELLS = HUGE
notebook_reader.MAX_SCRIPT = notebook_reader.MAX_OBJECTS = HUGE
notebook_reader.MAX_LISTED = notebook_reader.MAX_TEXTS = HUGE
own_tokens.MAX_CODE = own_tokens.MAX_CHARACTERS = HUGE
reading.MAX_NODES = file_reading.MAX_COLOURED_CELL = file_reading.MAX_COLOURED = HUGE
"""
NUMBERS: Mapping[str, str] = {
    "caps": CAPS,
    "depth": "from grader.source import syntax; syntax.MAX_DEPTH = 10**9",
    "objects": "from grader.source import notebook_reader; notebook_reader.MAX_OBJECTS = 10**9",
    "cpu": "child.CPU_S = 0",
    "memory": "child.MEMORY_MIB = 2**13",
    "answer": "child.ANSWER_MIB = 2**10",
}
"""Layer to the statements of a parent that does without; a timer of 0 s never ends."""
SHORT = "child.CPU_S = {cpu_s}; child.WALL_S = {wall_s}"
"""Limits for tests that meet them."""

TAKEN_OVER = """    del handouts
    program, known = decode_asked(os.pread(request, os.fstat(request).st_size, 0)).content, {}
    exec(program, known)
    return ReadAnswer(damage=Damage(message=str(known["said"])))
"""
ANSWERS = "def _answer(request: int, handouts: Sequence[Handout]) -> ReadAnswer:\n"
EXPLOIT = ("child.py", ANSWERS, ANSWERS + TAKEN_OVER)
JAIL: Mapping[str, Removal] = {
    "nothing": Removal(),
    "landlock": Removal(edits=(("parent.py", '    jail.restrict_files(writable=("/dev/null",))\n', ""),)),
    "seccomp": Removal(edits=(("parent.py", "    jail.filter_calls()\n", ""),)),
    "capabilities": Removal(edits=(("parent.py", "    jail.drop_privileges()\n", ""),)),
    "bubblewrap": Removal(words=((("--unshare-net",), ("--unshare-net", "--cap-add", "ALL")),)),
    "limits": Removal(edits=(("parent.py", "    jail.set_limits(LIMITS)\n", ""),)),
    "network": Removal(words=((("--unshare-net",), ()),)),
    "control": Removal(edits=(("parent.py", "                self._control.close()\n", ""),)),
    "survivors": Removal(edits=(("parent.py", "        self._end_survivors()\n", ""),)),
}
"""Layer to what is changed where it is missing."""


def relaxed(patch: pytest.MonkeyPatch, *statements: str) -> reader.Reader:
    """A reader whose parent, in no sandbox, runs these statements first. Close it."""
    program = "\n".join(
        ["from grader.source.reader import child", *statements, "from grader.source.reader.parent import main; main()"]
    )
    patch.setattr(reader, "_command", lambda control, _, **__: [sys.executable, "-c", program, str(control)])
    return reader.Reader()


def exploited(patch: pytest.MonkeyPatch, folder: Path, layers: Iterable[str]) -> reader.Reader:
    """A reader in bubblewrap that runs each file as a program, without these layers; its code lies in a new folder."""
    chosen = [JAIL[layer] for layer in layers]
    _copy(folder)
    for name, old, new in (EXPLOIT, *(edit for removal in chosen for edit in removal.edits)):
        _edit(folder / "source" / "reader" / name, old, new)
    words = tuple(run for removal in chosen for run in removal.words)
    sandbox = WeakenedSandbox(setup="", package=folder, ours=reader.SHOWN, instead=words)
    patch.setattr(
        reader,
        "_command",
        lambda control, stage, **_: sandbox.command("grader.source.reader.parent", [str(control), "locked"], stage),
    )
    return reader.Reader()


def _copy(folder: Path) -> None:
    package = Path(grader.__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for name in reader.SHOWN:
        if (package / name).is_dir():
            shutil.copytree(package / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(package / name, folder / name)
