"""The few doors by which the oracle enters the grader: all names of it that judging uses stand in this module.

Theory of operation. An engine is opened whose cache is a folder of its own: data sets are links to the real ones, the
salt is the recorded one, and the stored runs are those of the record under the keys that today's code gives them. So
nothing is asked of a kernel, and nothing depends on what a key is made of. A kernel supply that refuses proves it.
"""

import ast
import asyncio
import os
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol

import msgspec

from grader.course.datasets.datasets import cache_home
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.course.variants import diagnosed_variants
from grader.engine import explaining
from grader.engine.engine import Engine
from grader.engine.kernel_supply import KernelSupply
from grader.engine.source_run import read_authored
from grader.errors import KernelFault
from grader.evidence import Evidence, encode
from grader.judging.causes import package_causes
from grader.judging.causes.repair_search import Means
from grader.judging.judge import Judgement, PreparedExercise
from grader.model import Diagnosis, Finding, Outcome, Run
from grader.sandbox.outside.kernel_factory import Kernels
from grader.source.reader.reader import Reader
from grader.source.records import Damage, Reading, Source
from grader.storage.runs import RunStore, decode_run, encode_run
from tests.oracle.records import OVER, Document, ExerciseRecord, FileRecord, Record, SearchRecord

OWN = frozenset({"runs", "salt", "proofs", "oracle"})
"""What of the cache the oracle does not share."""
NO_KEY = ""
"""The key of a recorded run; the code that reads it gives it another."""
LONG = 300
"""Characters of a value of which only the digest is compared."""


def oracle_folder() -> Path:
    """The folder of the cache that holds the oracle's records."""
    return cache_home() / "oracle"


class NoKernels(KernelSupply):
    """Refuses every kernel."""

    async def begin(self) -> None:
        """Nothing is begun."""

    async def get(self) -> Kernels:
        """Raises `KernelFault`, always."""
        raise KernelFault("the oracle judges without a kernel, and one was asked for")


@contextmanager
def home_with_salt(folder: Path, salt: bytes) -> Iterator[Path]:
    """A cache in `folder` with the real data sets and that salt, and no run yet.

    This process and those that it starts use it.
    """
    real, before = cache_home(), os.environ.get("XDG_CACHE_HOME")
    home = folder / "grader"
    home.mkdir()
    for path in real.iterdir():
        if path.name not in OWN:
            (home / path.name).symlink_to(path)
    (home / "salt").write_bytes(salt)
    os.environ["XDG_CACHE_HOME"] = str(folder)
    try:
        yield home
    finally:
        if before is None:
            del os.environ["XDG_CACHE_HOME"]
        else:
            os.environ["XDG_CACHE_HOME"] = before


def open_without_kernels(root: Path) -> Engine:
    """An engine of the course that starts no kernel."""
    course = load_course(root)
    kernels = NoKernels.for_course(course, slots=1, mode=None, notice=lambda _: None)
    return Engine(course, kernels=kernels, reader=Reader())


async def prepare_recorded(engine: Engine, record: Record, made: ExerciseRecord) -> PreparedExercise:
    """The exercise as today's code prepares it, from the recorded runs of its reference and known wrong answers."""
    store = RunStore(cache_home() / "runs")
    exercise = load_exercise(engine.course.root, made.exercise)
    store.put(recorded_run(record, made.reference, key=engine.keys.reference_key(exercise)))
    prepared = await engine.references.prepare(made.exercise, known=False)
    for code, key in _known_answers(engine, prepared):
        if code in made.known:
            store.put(recorded_run(record, made.known[code], key=key))
    return await engine.references.prepare(made.exercise)


def _known_answers(engine: Engine, prepared: PreparedExercise) -> Iterator[tuple[str, str]]:
    """The digest of each known wrong answer's code, and the key of its run."""
    for _, source in diagnosed_variants(prepared.exercise, prepared.causes):
        yield code_digest(source), engine.keys.run_key(prepared, read_authored(prepared, source))


def record_prepared(record: Record, engine: Engine, prepared: PreparedExercise) -> ExerciseRecord:
    """What an exercise was prepared by, put into the record."""
    store = RunStore(cache_home() / "runs")
    known = {code: store.get(key) for code, key in _known_answers(engine, prepared)}
    return ExerciseRecord(
        exercise=prepared.exercise.id,
        reference=put_run(record, prepared.reference),
        known={code: put_run(record, run) for code, run in known.items() if run is not None},
        request=record.put(encode(prepared.request)),
        prepared=prepared_document(prepared),
    )


def prepared_document(prepared: PreparedExercise) -> Document:
    """What is compared of a prepared exercise, its request aside."""
    return {
        "spreads": _plain(dict(prepared.spreads)),
        "verifiable": sorted(prepared.verifiable),
        "known wrong answers": len(prepared.known_wrong_answers),
    }


def request_document(prepared: PreparedExercise) -> Document:
    """What every run of an exercise is asked."""
    return dict(msgspec.json.decode(encode(prepared.request)))


def code_digest(source: Source) -> str:
    """sha256 of the code that runs."""
    return sha256(msgspec.json.encode([cell.text for cell in source.cells])).hexdigest()


def put_run(record: Record, run: Run) -> str:
    """The digest of a run that is now in the record."""
    return record.put(encode_run(replace(run, key=NO_KEY)))


def recorded_run(record: Record, digest: str, *, key: str = NO_KEY) -> Run:
    """A run of the record, under that key."""
    return replace(decode_run(record.stored_run(digest), NO_KEY), key=key)


# ---- reading and judging


def reading_document(reading: Reading | Damage) -> Document:
    """What reading a file gives, as far as a run and a judgement follow from it."""
    if isinstance(reading, Damage):
        return {"damaged": True, "message": reading.message}
    source = reading.source
    return {
        "damaged": False,
        "cells": [cell.text for cell in source.cells],
        "shown": [cell.file_text for cell in source.cells],
        "answer cells": [cell.answer for cell in source.cells],
        "changes": [change.kind.value for change in source.changes],
        "cells' changes": [[change.kind.value for change in cell.changes] for cell in source.cells],
        "exercise": source.exercise,
        "notice": source.notice,
        "prose": [[one.before, one.text] for one in source.prose],
        "answers": [list(parts) for parts in reading.answers],
        "binds": [sorted(names) for names in reading.binds],
        "own names": sorted(reading.own_names),
        "attempted": reading.attempted,
        "partial": reading.partial,
        "compared parts": _plain(reading.parts),
    }


def unreadable(damage: Damage) -> Run:
    """The run of a file that can't be read."""
    return Run(key=NO_KEY, outcome=Outcome.UNREADABLE, message=damage.message)


def judged_document(run: Run, judged: Judgement, explained: Judgement) -> Document:
    """What is compared of a judgement: before the search for a repair, and the causes that are named after it."""
    return {
        "outcome": run.outcome.value,
        "message": run.message,
        "attempted": judged.attempted,
        "score": _plain(judged.score),
        "findings": [_finding(one) for one in judged.findings],
        "likely causes": [_cause(one) for one in judged.diagnoses],
        "causes": [_cause(one) for one in explained.diagnoses],
        "refused": [one.what for one in judged.refused],
    }


def _finding(one: Finding) -> Document:
    return {
        "criterion": one.criterion,
        "verdict": one.verdict.value,
        "earned": one.earned,
        "possible": one.possible,
        "trust": one.trust.value,
        "hidden": one.hidden,
        "verifiable": one.verifiable,
        "rests on": sorted(one.rests_on),
        "measured": _plain(one.measured),
        "refused": one.refusal is not None,
        "title": one.title,
        "message": one.message,
        "expected": one.expected,
        "actual": one.actual,
        "hints": list(one.hints),
    }


def _cause(one: Diagnosis) -> Document:
    return {
        "rule": one.rule,
        "lesson": one.lesson,
        "proven": _plain(one.proven),
        "message": one.message,
        "where": one.where,
        "hints": list(one.hints),
    }


RENAMED: Mapping[str, str] = {
    "unknown_keyword": "other_keyword",
    "steps_not_kept": "result_dropped",
    "given_instead": "other_name",
    "whole_collection": "whole_for_part",
    "typed_result": "typed_in",
    "unfrozen": "not_frozen",
    "callback_setting": "other_setting",
    "outside_block": "wrong_block",
}
"""Names of causes when the record was made, to those of today."""


def with_names_of_today(recorded: Document, now: Document) -> Document:
    """A recorded judgement whose causes have the names that they have today.

    A repair was a cause of its own. Today it proves one cause, or another one that was likely before.
    """
    causes, likely = {}, {one["rule"] for one in recorded.get("likely causes", ())}
    for key in recorded.keys() & {"likely causes", "causes"}:
        pairs: Iterable[tuple[Document, Document]] = zip_longest(recorded[key], now.get(key, ()), fillvalue={})
        causes[key] = [_renamed(one, other, likely) for one, other in pairs if one]
    return recorded | causes


def _renamed(cause: Document, now: Document, likely: AbstractSet[str]) -> Document:
    table, kind = package_causes().causes, cause["rule"].removeprefix("repair_")
    proven = {one.name for one in table.values() if kind in (*one.repairs, *one.proven_by)} | (likely - {*table})
    accepted = kind != cause["rule"] and now.get("rule") in proven
    return cause | {"rule": now["rule"] if accepted else RENAMED.get(cause["rule"], cause["rule"])}


def _plain(value: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value, order="deterministic"))


def evidence_document(run: Run) -> Document:
    """The evidence of a run by its parts; of long values a digest."""
    whole = msgspec.json.decode(encode(run.evidence))
    parts = ("names", "seen", "intermediate_values", "rebuilt", "reference_on_learner_inputs")
    return {name: _shortened(whole.get(name, {})) for name in parts}


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shortened(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_shortened(one) for one in value]
    return sha256(value.encode()).hexdigest()[:16] if isinstance(value, str) and len(value) > LONG else value


# ---- the search for a repair


class Looking(Protocol):
    """What a search looks at its candidates with: `grader.probe.outside.execute.Trials`, or what was recorded of it."""

    @property
    def over(self) -> bool:
        """Whether nothing more is tried."""

    async def look(
        self, cells: Sequence[str], answers: Sequence[tuple[str, ...]], request: Any, *, training: bool = True
    ) -> Evidence | None:
        """What these cells leave."""


ChangeMeans = Callable[[Means], Means]
_change: ContextVar[ChangeMeans] = ContextVar("_change")
"""What is done in this task to the means of a search before it begins."""
_search_means = explaining.search_means


def _changed_means(*arguments: Any, **options: Any) -> Means:
    return _change.get()(_search_means(*arguments, **options))


async def explain_with(
    change: ChangeMeans, engine: Engine, failed: tuple[PreparedExercise, Reading | Damage], run: Run, judged: Judgement
) -> Judgement:
    """The judgement after a search for a repair, for which `change` replaces some of the means."""
    explaining.search_means = _changed_means
    token = _change.set(change)
    try:
        explained, _ = await explaining.explain(engine, *failed, run, judged)
    finally:
        _change.reset(token)
    return explained


def trial_key(cells: Sequence[str], *, training: bool) -> str:
    """What tells one trial of a file from another: its code, however it is spaced."""
    return sha256(msgspec.json.encode([*map(_normal, cells), training])).hexdigest()[:32]


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a learner wrote
        try:
            return ast.dump(ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return text


@dataclass
class SearchRecorder:
    """Records a search while it is made."""

    record: Record
    run_answer: Callable[[PreparedExercise, Reading], Awaitable[Run]]
    found: SearchRecord | None = None

    def change(self, means: Means) -> Means:
        """The means of a search, each use of which is recorded."""
        self.found = SearchRecord(candidates=0, looked=[], trials={}, proofs={})
        made = self.found

        def candidates(failed: Any, usage: Any) -> Sequence[Any]:
            found = means.candidates(failed, usage)
            made.candidates = len(found)
            return found

        @asynccontextmanager
        async def trials(failed: Any, usage: Any) -> AsyncIterator[Any]:
            async with means.trials(failed, usage) as real:
                yield _RecordedLooks(self.record, made, real)

        async def run(prepared: PreparedExercise, reading: Reading) -> Run:
            found = await self.run_answer(prepared, reading)
            made.proofs[_proof_key(reading)] = put_run(self.record, found)
            return found

        return replace(means, candidates=candidates, trials=trials, run=run)


def _proof_key(reading: Reading) -> str:
    return trial_key([cell.text for cell in reading.source.cells], training=True)


class _RecordedLooks:
    """Real trials that are recorded."""

    def __init__(self, record: Record, made: SearchRecord, real: Looking) -> None:
        self._record, self._made, self._real = record, made, real

    @property
    def over(self) -> bool:
        over = self._real.over
        if over:
            self._made.looked.append(OVER)
        return over

    async def look(
        self, cells: Sequence[str], answers: Sequence[tuple[str, ...]], request: Any, *, training: bool = True
    ) -> Evidence | None:
        evidence = await self._real.look(cells, answers, request, training=training)
        key = trial_key(cells, training=training)
        self._made.looked.append(key)
        run = None if evidence is None else Run(key=NO_KEY, outcome=Outcome.OK, evidence=evidence)
        self._made.trials[key] = None if run is None else put_run(self._record, run)
        return evidence


@dataclass
class SearchPlayer:
    """Plays a recorded search to today's code, and notes what that does otherwise."""

    record: Record
    recorded: SearchRecord
    candidates: int = 0
    looked: list[str] = field(default_factory=list)
    proofs: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What was asked for and is not in the record, in words."""

    def change(self, means: Means) -> Means:
        """The means of a search, with the recorded trials and runs put in."""

        def candidates(failed: Any, usage: Any) -> Sequence[Any]:
            found = means.candidates(failed, usage)
            self.candidates = len(found)
            return found

        @asynccontextmanager
        async def trials(_: Any, __: Any) -> AsyncIterator[Any]:
            yield self

        async def run(_: PreparedExercise, reading: Reading) -> Run:
            key = _proof_key(reading)
            self.proofs.append(key)
            if key not in self.recorded.proofs:
                raise self._unknown("the run of a repair", key)
            return recorded_run(self.record, self.recorded.proofs[key])

        return replace(means, candidates=candidates, trials=trials, run=run)

    @property
    def over(self) -> bool:
        """Whether the recorded search was stopped here."""
        place = len(self.looked)
        over = self.recorded.looked[place : place + 1] == [OVER]
        if over:
            self.looked.append(OVER)
        return over

    async def look(
        self, cells: Sequence[str], answers: Sequence[tuple[str, ...]], request: Any, *, training: bool = True
    ) -> Evidence | None:
        """What was recorded of this trial."""
        del answers, request
        key = trial_key(cells, training=training)
        self.looked.append(key)
        if key not in self.recorded.trials:
            raise self._unknown("a trial", key)
        found = self.recorded.trials[key]
        return None if found is None else recorded_run(self.record, found).evidence

    def _unknown(self, what: str, key: str) -> KernelFault:
        self.unknown.append(f"{what}, {key[:8]}")
        return KernelFault(f"{what} is not recorded")


def search_document(search: SearchRecord | SearchPlayer) -> Document:
    """What is compared of a search: how many candidates there are, what was tried in which order, what was run."""
    unknown = search.unknown if isinstance(search, SearchPlayer) else []
    return {
        "candidates": search.candidates,
        "tried": [one[:8] for one in search.looked],
        "run": sorted(one[:8] for one in search.proofs),
        "not recorded": unknown,
    }


@dataclass(frozen=True, slots=True)
class Judged:
    """What today's code says of a recorded file."""

    reads: Document
    judged: Document
    search: Document


async def judge_recorded(engine: Engine, prepared: PreparedExercise, record: Record, file: FileRecord) -> Judged:
    """Read a recorded file anew, and judge its recorded run."""
    content = record.get(file.content)
    reading = await asyncio.to_thread(engine.read, prepared, content, script=file.script)
    run = unreadable(reading) if isinstance(reading, Damage) else _run_of(record, file)
    if run is None:
        return Judged(reading_document(reading), {"outcome": "it can be read now, and was never run"}, {})
    judged = explained = engine.judge(prepared, reading, run)
    player = None
    if file.search is not None:
        player = SearchPlayer(record, file.search)
        explained = await explain_with(player.change, engine, (prepared, reading), run, judged)
    search = search_document(player) if player else {}
    return Judged(reading_document(reading), judged_document(run, judged, explained), search)


def _run_of(record: Record, file: FileRecord) -> Run | None:
    return recorded_run(record, file.run) if file.run else None


def put_under_key(engine: Engine, prepared: PreparedExercise, record: Record, file: FileRecord, out: Path) -> None:
    """Put a recorded run into OUT's runs, under the key by which a batch looks for it today."""
    content = record.get(file.content)
    reading = engine.read(prepared, content, script=file.script)
    if isinstance(reading, Damage):
        words = f"{prepared.exercise.id}\0{sha256(content).hexdigest()}\0{reading.message}"
        run = replace(unreadable(reading), key=sha256(words.encode()).hexdigest())
    elif file.run is not None:
        run = recorded_run(record, file.run, key=engine.keys.run_key(prepared, reading))
    else:
        return
    RunStore(out / "runs").put(run)
