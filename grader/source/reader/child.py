"""The work of a reader's child: it limits its own resources, reads one file, and writes the answer into a memory file.

`read_for_exercise` makes a `Reading` from a file's bytes, with all steps that look into learners' text. It is pure.
"""

import gc
import os
import resource
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace

from grader.source.highlight import highlight
from grader.source.reader.candidates import candidates
from grader.source.reader.messages import (
    ANSWER_MIB,
    MIB,
    WALL_S,
    File,
    Nameable,
    ReadAnswer,
    Repairable,
    decode_asked,
    encode_message,
)
from grader.source.reader.reading import reading_of
from grader.source.records import Damage, Handout, Reading, Source
from grader.source.recovery import recover
from grader.source.source import parse_source

MAX_COLOURED_CELL = 40_000
"""The most characters of one cell that are coloured; a page shows no more of a cell."""
MAX_COLOURED = 200_000
"""The most characters of all cells that are coloured."""


def read_for_exercise(content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:
    """The code in a file, ready to run for the exercise of the handout, if there is one."""
    source = parse_source(content, script=script)
    if handout is None or isinstance(source, Damage):
        return Reading(source=source) if isinstance(source, Source) else source
    source = replace(source, notice=handout.notice_of(source.edition))
    source = recover(source, handout.stub, handout.asked)
    return colour_cells(reading_of(source, handout.stub)) if isinstance(source, Source) else source


def colour_cells(reading: Reading) -> Reading:
    """The reading with its cells coloured, up to the limits of what pages show."""
    room, cells = MAX_COLOURED, []
    for cell in reading.source.cells:
        text = cell.file_text.rstrip()[: min(room, MAX_COLOURED_CELL)]
        room -= len(text)
        cells.append(replace(cell, coloured=highlight(text)))
    return replace(reading, source=replace(reading.source, cells=tuple(cells)))


CPU_S = 5
"""CPU seconds; an ordinary file takes a hundredth of one. Beyond that the child is killed."""
MEMORY_MIB = 512
"""MiB of private memory, including the warm parent's part."""
READ, FAILED = 0, 1
"""The exit codes."""


def serve(request: int, answer: int, handouts: Sequence[Handout]) -> int:
    """Answer the request in the descriptor `request` into `answer`, and return the exit code."""
    try:
        _limit()
        os.pwrite(answer, encode_message(_answer(request, handouts)), 0)
    except BaseException as error:  # noqa: BLE001 - the process ends, and reports what happened and where
        os.pwrite(answer, encode_message(ReadAnswer(fault=_place(error))), 0)
        return FAILED
    return READ


def _answer(request: int, handouts: Sequence[Handout]) -> ReadAnswer:
    asked = decode_asked(os.pread(request, os.fstat(request).st_size, 0))
    if isinstance(asked, Repairable):
        found = candidates(asked.cells, handouts[asked.handout], asked.facts, asked.most, asked.clues)
        return ReadAnswer(candidates=found)
    if isinstance(asked, Nameable):
        return ReadAnswer(names=tuple(map(_named, asked.files)))
    return _read(asked, handouts)


def _read(file: File, handouts: Sequence[Handout]) -> ReadAnswer:
    handout = None if file.handout is None else handouts[file.handout]
    found = read_for_exercise(file.content, script=file.script, handout=handout)
    return ReadAnswer(damage=found) if isinstance(found, Damage) else ReadAnswer(reading=found)


def _named(file: File) -> str | None:
    """The exercise that a file itself names, or None."""
    source = parse_source(file.content, script=file.script)
    return source.exercise if isinstance(source, Source) else None


def _limit() -> None:
    """Limit this process to what reading needs: SIGPROF ends excessive CPU time, SIGALRM excessive clock time; beyond
    other limits there is a MemoryError or EFBIG.
    """
    gc.disable()  # the process ends soon, and its memory is limited
    sys.setrecursionlimit(2_000)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MIB * MIB, MEMORY_MIB * MIB))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_MIB * MIB, ANSWER_MIB * MIB))
    signal.setitimer(signal.ITIMER_PROF, CPU_S)  # a jailed process may not change its RLIMIT_CPU
    signal.setitimer(signal.ITIMER_REAL, WALL_S)


def _place(error: BaseException) -> str:
    """The class of an exception and the last position in our code, without its message, which may contain a
    learner's text.
    """
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "grader" in one.filename]
    where = f" at {frames[-1].filename.rpartition('grader/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
