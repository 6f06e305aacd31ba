"""The parts of the measurement of many workers that run in processes of their own.

machines.py prepare FOLDER                         a real run by a real kernel, for workers to answer with
machines.py workers FOLDER ADDRESS COUNT SECONDS   as many workers, whose kernels take that long and answer with it
machines.py grade FOLDER ADDRESS SUBMISSIONS       a real coordinator grades a cohort on them; prints what it took
"""

import asyncio
import contextlib
import json
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from grader.engine.batch.grade import GradeBatch
from grader.engine.cluster.coordinator import ClusterRunner
from grader.engine.cluster.dask import TlsFiles, import_distributed
from grader.engine.cluster.messages import (
    ExplainReply,
    ExplainRequest,
    Hello,
    LoadReference,
    RunRequest,
    WorkerFingerprint,
    decode_record,
    encode_record,
)
from grader.engine.cluster.preload import WorkerServicePlugin
from grader.engine.cluster.worker_service import WORDS, WorkerService, worker_fingerprint
from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.gradebook import Gradebook
from grader.model import Run
from grader.source.records import Source, SourceCell
from grader.source.source import reference_source
from grader.storage.folder import scan_folder
from grader.storage.layout import GRADEBOOK
from grader.storage.runs import decode_run, encode_run
from reports.publish import PageWriter

ROOT = Path(__file__).parents[2]
EXERCISE = "06_multi_layer/two_layers"
WRONG = "wrong/hidden_activation_lost.py"


def answer() -> Source:
    """The reference's own code, as a learner's."""
    return reference_source(ROOT / "solutions" / EXERCISE / "reference.py")


async def prepare(folder: Path) -> None:
    """The run of a right answer that no one has handed in yet, and what this machine is."""
    engine = Engine.open(ROOT)
    try:
        prepared = await engine.references.prepare(EXERCISE)
        source = answer()
        own = replace(source, cells=(SourceCell(text="# mine"), *source.cells))
        run = await engine.run(prepared, read_authored(prepared, own))
        (folder / "run").write_bytes(encode_run(run))
        (folder / "key").write_text(run.key, encoding="ascii")
        (folder / "card").write_bytes(encode_record(worker_fingerprint(engine)))
    finally:
        engine.close()


class TimedEngine:
    """Takes a while, and answers with the same run, whatever the source."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self._card = decode_record((folder / "card").read_bytes(), WorkerFingerprint)
        self._run = decode_run((folder / "run").read_bytes(), (folder / "key").read_text(encoding="ascii"))
        self._seconds = seconds
        self._kernel = asyncio.Semaphore(1)
        self.spans: list[tuple[float, float]] = []
        """When a kernel was at work, on the clock that all processes share."""

    def fingerprint(self) -> WorkerFingerprint:
        """This machine's."""
        return self._card

    def reset_salt(self, salt: bytes) -> None:
        """Nothing follows from it."""

    async def load_reference(self, teach: LoadReference) -> None:
        """Nothing is needed."""

    async def run(self, order: RunRequest) -> Run:
        """The one run, later."""
        async with self._kernel:
            started = time.monotonic()
            await asyncio.sleep(self._seconds)
            self.spans.append((started, time.monotonic()))
        return replace(self._run, key=order.key)

    async def explain(self, _: ExplainRequest) -> ExplainReply:
        """Nothing is known."""
        return ExplainReply(diagnoses=(), cpu_s=0.0)


async def workers(folder: Path, address: str, count: int, seconds: float) -> None:
    """So many workers in one process, each with a connection and two slots of its own, until the scheduler ends."""
    worker_engines = [TimedEngine(folder, seconds) for _ in range(count)]
    made = [
        import_distributed().Worker(
            address,
            nthreads=2 + WORDS,
            memory_limit=0,
            dashboard=False,
            plugins=(WorkerServicePlugin(WorkerService(worker_engine, slots=2, say=lambda _: None)),),
        )
        for worker_engine in worker_engines
    ]
    for worker in made:
        await worker
    await asyncio.gather(*(worker.finished() for worker in made), return_exceptions=True)
    spans = folder / f"spans.{made[0].name.rpartition(':')[2]}.json"
    spans.write_text(json.dumps([worker_engine.spans for worker_engine in worker_engines]), encoding="utf-8")


def queued() -> float:
    """Seconds that this thread was ready and no processor was free for it."""
    return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


def handed_in(folder: Path, count: int) -> Path:
    """As many right answers, each different by a comment, so that each needs a run."""
    text = "\n\n# %%\n".join(cell.text for cell in answer().cells)
    for number in range(count):
        path = folder / "given" / f"learner{number:05}" / f"{EXERCISE}.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"# exercise: {EXERCISE}\n\n# %%\n# {number}\n{text}\n", encoding="utf-8")
    return folder / "given"


async def grade(folder: Path, address: str, count: int) -> None:
    """A cohort graded with gradebook and pages."""
    engine = Engine.open(ROOT)
    intake = scan_folder(handed_in(folder, count), engine.course.exercises)
    meet, out = Hello(fingerprint=worker_fingerprint(engine), salt=engine.keys.salt), folder / "out"
    cluster = ClusterRunner(meet, address, keys=TlsFiles(), notice=lambda line: print(line, file=sys.stderr))  # noqa: T201 - shown on failure
    await engine.references.prepare(EXERCISE)
    with Gradebook.open(out / GRADEBOOK) as gradebook, contextlib.ExitStack() as over:
        pages = PageWriter(out, engine.course, gradebook)
        cohort = GradeBatch(engine, cluster, gradebook, out, pages.learners.draw)
        over.callback(engine.close)
        cpu_s, queued_s, elapsed_s = time.process_time(), queued(), time.monotonic()
        try:
            await cohort.grade(intake, preparing=lambda _: None, progress=lambda _: None)
        finally:
            await cluster.close()
        took = {"cpu_s": time.process_time() - cpu_s, "queued_s": queued() - queued_s}
        took["elapsed_s"] = time.monotonic() - elapsed_s
        judged = len(list(gradebook.entries()))
        right = sum(entry.result.score.earned == entry.result.score.possible for entry in gradebook.entries())
    print(json.dumps(took | {"judged": judged, "right": right}), flush=True)  # noqa: T201 - the answer


def main(what: str, folder: Path, *rest: str) -> None:
    """One part."""
    parts: dict[str, Callable[[], Awaitable[None]]] = {
        "prepare": lambda: prepare(folder),
        "workers": lambda: workers(folder, rest[0], int(rest[1]), float(rest[2])),
        "grade": lambda: grade(folder, rest[0], int(rest[1])),
    }

    async def part() -> None:
        await parts[what]()

    asyncio.run(part())
    shutil.rmtree(folder / "given", ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
