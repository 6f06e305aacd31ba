"""A service for tests: a course, hand-ins and a coordinator, with kernels that run nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func, select

from grader.engine.batch.driver import LocalRunner
from grader.engine.batch.state import Finish
from grader.engine.engine import Engine
from grader.gradebook import Entry, Gradebook
from grader.gradebook.marks import Assignments
from grader.gradebook.marks.hand_in_rules import HandInRules
from grader.gradebook.opening import GradebookLocation
from grader.gradebook.schema import results, submissions
from grader.model import Submission
from grader.service.drain import Drain
from grader.service.live import LiveState
from grader.service.page_drawing import PageDrawing
from grader.storage.layout import FILES
from grader.storage.submissions import SubmissionStore
from reports.publish import PageWriter
from tests.grader import tiny

WORKERS = 2
NO_RULES = HandInRules(Assignments(every=(), zone=UTC))
"""Those of a course that takes everything at any time."""


@dataclass(frozen=True)
class Seen:
    """What a coordinator has done when it looks around."""

    judged: int
    live: LiveState


@dataclass
class Served:
    """One OUT that is served."""

    course: Path
    out: Path
    place: GradebookLocation

    def make(self) -> None:
        """Make the gradebook."""
        Gradebook.open(self.place).close()

    def hand_in(self, learner: str, answer: str, book: Gradebook | None = None) -> Submission:
        """What a web process does with a file that can be read."""
        if book is None:
            with Gradebook.join(self.place) as joined:
                return self.hand_in(learner, answer, joined)
        content = answer_file(answer)
        digest = sha256(content).hexdigest()
        SubmissionStore(self.out / FILES).put(digest, content)
        path = Path("service", learner, f"{tiny.EXERCISE}.py")
        return book.hand_in(learner=learner, exercise=tiny.EXERCISE, sha256=digest, path=path)[0]

    def drain(self, until: Callable[[Seen], bool], *, each: Callable[[Submission], object] = lambda _: None) -> Finish:
        """What a coordinator does until something is so when it looks around; `each` hears of each result."""
        with Gradebook.open(self.place) as book:
            return asyncio.run(self._drain(book, until, each))

    async def _drain(
        self, book: Gradebook, until: Callable[[Seen], bool], each: Callable[[Submission], object]
    ) -> Finish:
        engine = Engine.open(self.course, workers=WORKERS)
        stop = asyncio.Event()
        pages = PageDrawing(lambda: PageWriter(self.out, engine.course, book))
        drawing = asyncio.create_task(pages.keep_up(stop))
        judged: list[Submission] = []

        def recorded(entry: Entry) -> None:
            pages.draw(entry)
            each(entry.result.submission)
            judged.append(entry.result.submission)

        class Watched(Drain):
            def _say(self) -> None:
                super()._say()
                if until(Seen(judged=len(judged), live=self._said)):
                    stop.set()

        async with Watched(engine, LocalRunner(engine), book, self.out, recorded, hints=False) as drain:
            finish = await drain.serve(stop, lambda _: None)
        stop.set()
        await drawing
        return finish

    def results(self) -> Counter[tuple[str, int]]:
        """Learner and attempt to how many results it has; 0 where it waits."""
        query = (
            select(submissions.c.learner, submissions.c.attempt, func.count(results.c.id))
            .join_from(submissions, results, results.c.submission_id == submissions.c.id, isouter=True)
            .group_by(submissions.c.learner, submissions.c.attempt)
        )
        with Gradebook.view(self.place) as book, book._database.read_transaction() as connection:
            return Counter({(learner, attempt): count for learner, attempt, count in connection.execute(query)})


def answer_file(answer: str) -> bytes:
    """A script with that answer to the throw-away course's exercise."""
    lines = tiny.REFERENCE.replace("total = np.sum(a) - 1", answer).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("# B")).encode()
