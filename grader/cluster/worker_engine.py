"""A worker's workbench: its own desk, told by a coordinator which salt and which references to use."""

from typing import Protocol

from grader import __version__
from grader.cluster.messages import Card, Order, Teach
from grader.course.loader import load_exercise
from grader.datasets import datasets, fetched_data
from grader.engine import environment
from grader.engine.engine import Desk
from grader.errors import SpecError, SystemFault
from grader.model import Run
from grader.storage.code_digests import WORKER
from grader.storage.runs import unpack


class Bench(Protocol):
    """What runs sources on a worker."""

    def card(self) -> Card:
        """What its results follow from."""

    def take_on(self, salt: bytes) -> None:
        """Work for another coordinator; nothing is prepared any more."""

    async def learn(self, teach: Teach) -> None:
        """Prepare an exercise with a reference that ran elsewhere. Raises `SpecError` where it is another's."""

    async def run(self, order: Order) -> Run:
        """Run a source whose exercise is prepared. Raises `KernelFault` and what else is a fault of ours."""


class DeskBench:
    """Runs sources on a desk, in kernels."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def card(self) -> Card:
        """What the desk's results follow from."""
        return card_of(self.desk)

    def take_on(self, salt: bytes) -> None:
        """Draw hidden inputs from a coordinator's salt."""
        self.desk.take_on(salt)

    async def learn(self, teach: Teach) -> None:
        """Prepare an exercise by the coordinator's run of the reference: it never runs here."""
        key = self.desk.reference_key(load_exercise(self.desk.course.root, teach.exercise))
        if key != teach.key:
            raise SpecError(f"{teach.exercise}: its reference's run here would be another than the coordinator's")
        self.desk.references.put(unpack(teach.run, key))
        await self.desk.prepare(teach.exercise, known=False)

    async def run(self, order: Order) -> Run:
        """Run a source in a kernel."""
        prepared = self.desk.prepared[order.exercise]
        if self.desk.key(prepared, order.reading) != order.key:
            raise SystemFault(f"{order.exercise}: its run here would be another than the coordinator's")
        return await self.desk.run(prepared, order.reading)


def card_of(desk: Desk) -> Card:
    """What a desk's results follow from. Raises `SpecError` where an exercise can't be read."""
    course, cache = desk.course, datasets.cache_home()
    exercises = [load_exercise(course.root, one) for one in course.exercises]
    fetched = {*(name for one in exercises for name in one.needs)} - {*fetched_data.missing(cache)}
    contents: dict[str, str] = {name: fetched_data.content(cache, name) for name in fetched}
    held_out = {f"{name}, held out": digest for name, digest in desk.held_out.items()}
    return Card(
        grader=__version__,
        code=WORKER.code(),
        packages=environment.versions(),
        data={f"{course.data} tfds": datasets.digest(course.root, course.data), **contents, **held_out},
        exercises={one.id: one.digest for one in exercises},
        processor=environment.processor(),
    )
