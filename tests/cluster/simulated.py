"""A real worker and a real coordinator whose kernels alone are simulated. Run in a process, and a network, of its own.

    simulated.py worker ADDRESS FOLDER [--slots N] [--code C]     runs by what a source says, one word each
    simulated.py batch ADDRESS FOLDER [--patience S] WORD…        a batch of as many sources, a line of JSON an event

A source is `word:name`. What it does on a worker is noted in FOLDER, as are starts and ends:

    ok      ends at once
    hold    ends once FOLDER/go.<name> is there
    die     kills the worker with kill -9
    kill    the same, once FOLDER/go.<name> is there
    zygote  loses its zygote
    fault   fails by our doing; `fault` on one worker only where FOLDER/bad.<pid> is there: `flaky`
    jail    finds that the machine can't jail a kernel any more
    junk    answers with what is not a run
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from grader.engine.batch.driver import BatchEffects, drive
from grader.engine.batch.state import Attempt, Batch, Finish, Progress
from grader.engine.cluster.coordinator import ClusterRunner
from grader.engine.cluster.dask import TlsFiles, security
from grader.engine.cluster.messages import (
    ExplainReply,
    ExplainRequest,
    Hello,
    LoadReference,
    RunRequest,
    WorkerFingerprint,
)
from grader.engine.cluster.worker import serve
from grader.engine.cluster.worker_service import WorkerService
from grader.errors import GraderError, KernelFault, SandboxError, ZygoteLost
from grader.judging.judge import PreparedExercise
from grader.model import Outcome, Run, Submission
from grader.source.records import Reading, Source, SourceCell

POLL_S = 0.02
REFERENCE = "reference"


def card(code: str = "same", exercises: Mapping[str, str] | None = None) -> WorkerFingerprint:
    """What every simulated machine is, unless said otherwise."""
    return WorkerFingerprint(
        grader="1",
        code=code,
        packages={"tensorflow": "2"},
        data={"small tfds": "d"},
        exercises={"05/a": "e"} if exercises is None else exercises,
        causes="c",
        processor="simulated",
    )


class SimulatedEngine:
    """Does what a source says."""

    def __init__(self, folder: Path, code: str) -> None:
        self.folder = folder
        self.code = code
        self.prepared: set[str] = set()

    def fingerprint(self) -> WorkerFingerprint:
        """Like all others, but for its code."""
        return card(self.code)

    def reset_salt(self, salt: bytes) -> None:
        """Keep the salt for all to see."""
        self.prepared.clear()
        (self.folder / f"salt.{os.getpid()}").write_bytes(salt)

    async def load_reference(self, teach: LoadReference) -> None:
        """Note what was taught."""
        self.prepared.add(teach.exercise)
        self.note("taught", teach.exercise.replace("/", "_"))

    async def run(self, order: RunRequest) -> Run:
        """What the source says, noted before and after."""
        assert order.exercise in self.prepared
        word, _, name = order.reading.source.cells[0].text.partition(":")
        self.note("started", name)
        try:
            await self.do(word, name)
        except asyncio.CancelledError:
            self.note("ended", name)
            raise
        return Run(key="another" if word == "junk" else order.key, outcome=Outcome.OK)

    async def explain(self, order: ExplainRequest) -> ExplainReply:  # noqa: ARG002 - no simulated run fails
        """Nothing is known."""
        return ExplainReply(diagnoses=(), cpu_s=0.0)

    async def do(self, word: str, name: str) -> None:
        """The word itself."""
        if word in {"hold", "kill"}:
            while not (self.folder / f"go.{name}").exists():  # noqa: ASYNC110 - another process says go
                await asyncio.sleep(POLL_S)
        if word in {"die", "kill"}:
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "flaky" and (self.folder / f"bad.{os.getpid()}").exists():
            raise KernelFault("a bad disk")
        faults = {"zygote": ZygoteLost("the zygote died"), "fault": KernelFault("no"), "jail": SandboxError("no jail")}
        if word in faults:
            raise faults[word]

    def note(self, what: str, name: str) -> None:
        """One file an event, named by who, when."""
        number = len(list(self.folder.glob(f"{what}.{name}.*")))
        (self.folder / f"{what}.{name}.{number}.{os.getpid()}").touch()


async def work(options: argparse.Namespace) -> None:
    worker_engine = SimulatedEngine(options.folder, options.code)
    service = WorkerService(worker_engine, slots=options.slots, say=lambda line: print_event(said=line))
    connection = security(options.keys, options.address)
    await serve(
        service, options.address, slots=options.slots, security=connection, say=lambda line: print_event(said=line)
    )


def print_event(**event: object) -> None:
    """A line of JSON for whoever watches."""
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def jobs_of(words: list[str]) -> list[Attempt]:
    received = datetime(2025, 1, 1, tzinfo=UTC)
    return [
        Attempt(
            key=word,
            submission=Submission(
                learner=word, exercise="05/a", attempt=1, path=Path(word), sha256="0", received=received
            ),
        )
        for word in words
    ]


def prepared_of() -> PreparedExercise:
    """All that a cluster asks of it."""
    exercise, reference = SimpleNamespace(id="05/a"), Run(key=REFERENCE, outcome=Outcome.OK)
    return cast("PreparedExercise", SimpleNamespace(exercise=exercise, reference=reference))


async def batch(options: argparse.Namespace) -> None:
    meet = Hello(fingerprint=card(), salt=options.salt.encode())
    cluster = ClusterRunner(
        meet,
        options.address,
        keys=options.keys,
        notice=lambda line: print_event(notice=line),
        patience_s=options.patience,
    )
    finish = None
    try:
        await cluster.wait_until_ready()
        finish = await driven(cluster, options.words)
    except GraderError as error:
        print_event(error=str(error))
    finally:
        await cluster.close()
    if finish is not None:
        print_event(ending=finish.ending, message=finish.message)


async def driven(cluster: ClusterRunner, words: list[str]) -> Finish:
    async def run(attempt: Attempt) -> Attempt:
        reading = Reading(source=Source(cells=(SourceCell(text=attempt.key),)))
        return replace(attempt, run=await cluster.run(attempt, prepared_of(), reading))

    def judge(attempt: Attempt) -> None:
        assert attempt.run is not None
        print_event(judged=attempt.key, outcome=attempt.run.outcome, message=attempt.run.message)

    def progress(now: Progress) -> None:
        print_event(running=now.running)

    hands = BatchEffects(run=run, judge=judge, restart=cluster.restart, capacity=cluster.capacity)
    return await drive(Batch(workers=cluster.slots, restarts=cluster.restarts), jobs_of(words), hands, progress)


def main(arguments: list[str]) -> Any:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["worker", "batch"])
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--slots", type=int, default=1)
    parser.add_argument("--code", default="same")
    parser.add_argument("--salt", default="salt")
    parser.add_argument("--patience", type=float, default=60)
    parser.add_argument("--tls", type=Path)
    options = parser.parse_args(arguments)
    tls = options.tls
    options.keys = TlsFiles(ca=tls / "ca.pem", cert=tls / "cert.pem", key=tls / "key.pem") if tls else TlsFiles()
    asyncio.run(work(options) if options.what == "worker" else batch(options))


if __name__ == "__main__":
    main(sys.argv[1:])
