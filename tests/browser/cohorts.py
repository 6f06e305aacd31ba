"""An OUT as grading fills it, of the course's own exercises and wrong answers, made without a kernel.

Learners differ in ability; they hand in late, twice or not at all; marks are decided and excused. The same cohort
comes of the same numbers.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Final

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.gradebook import Decision, DecisionKind, Entry, Gradebook
from grader.model import (
    Result,
    Run,
    Submission,
)
from grader.storage.folder import Problem, write_not_graded
from grader.storage.identities import Identity, write_identities
from grader.storage.layout import GRADEBOOK, IDENTITIES, RUNS
from grader.storage.runs import RunStore
from reports.instructor import LastSubmissions
from reports.publish import PageWriter
from tests.browser.answers import Answer, Task, digest

ROOT: Final = Path(__file__).parents[2]
FIRST: Final = (
    "Amélie", "Chidi", "Fatma", "Håkon", "Inés", "Jürgen", "Mariam", "Văn Bình", "Bo", "Émile", "Ólöf", "Thu Hà",
    "Łukasz", "Sara", "Tomás", "Priya", "Yuki", "Noor", "Olu", "Ada", "Wei", "Zoë", "Kofi", "Leila", "Mateo", "Ingrid",
    "Ravi", "Siobhán", "Darya", "Hugo", "Aisha", "Petra", "Samuel", "Nadia", "Andrei", "Lucía", "Kwame", "Mei", "Omar",
    "Freya",
)  # fmt: skip
LAST: Final = (
    "Núñez", "Okafor", "Yildiz", "Sæther", "de la Cruz", "Groß", "Qureshi", "Nguyễn", "Jensen", "Żółtowski",
    "Þórsdóttir", "Đặng", "O'Brien", "Lindqvist", "Moreau", "Raman", "Tanaka", "Haddad", "Adeyemi", "Lovelace", "Chen",
    "Müller-Ångström", "Mensah", "Farahani", "Rossi", "Dahl", "Iyer", "Byrne", "Petrova", "Lambert", "Rahman", "Novák",
    "Cohen", "Benali", "Popescu", "García", "Asante", "Lin", "Khalil", "Andersen", "Costa", "Ito", "Weber", "Silva",
    "Kim", "Nowak", "Fischer", "Singh", "Ali", "Laurent",
)  # fmt: skip
STRANGE: Final = ("נועה כהן", "سارة محمود", "x" * 300)
"""Names from right to left, and a long one."""
FOLDER: Final = 250
"""Characters of a name that its learner's folder has."""
MISNAMED: Final = "06_multi_layer/two_layers"
"""The exercise of a file whose name is not quite right."""
PART: Final = 4
"""Exercises of an assignment."""
POLICY: Final = """timezone = "Europe/Berlin"
[policy]
attempts = "best"
grace = "15 minutes"
loses = 0.1
each = "1 day"
cap = 0.5
"""
ASSIGNMENT: Final = """[[assignments]]
id = "a{0}"
title = "Assignment {0}"
due = {1}
exercises = {2}
"""


def names_of(count: int, *, strange: bool = False) -> list[str]:
    """So many names of people, the first of them strange ones where that is asked for."""
    people = [f"{FIRST[place % len(FIRST)]} {LAST[(place + place // len(FIRST)) % len(LAST)]}" for place in range(2000)]
    more = [f"{first} {middle} {last}" for first, middle, last in product(FIRST, FIRST[:2], LAST)]
    return [*(STRANGE if strange else ()), *dict.fromkeys([*people, *more])][:count]


@dataclass(kw_only=True)
class Cohort:
    """How large, and when."""

    learners: Sequence[str]
    exercises: int
    now: datetime
    seed: int = 0

    def fill(self, folder: Path) -> tuple[Path, Course]:
        """OUT with its gradebook, runs and people, in a course of its own."""
        course = self._course(folder)
        out = folder / "out"
        tasks = [Task(load_exercise(course.root, name)) for name in course.exercises[: self.exercises]]
        write_identities(out / IDENTITIES, [Identity(learner=one[:FOLDER], name=one) for one in self.learners])
        with Gradebook.open(out / GRADEBOOK) as book:
            entries = list(self._entries(tasks))
            book.record_all(entries)
            for decision in self._decisions(entries):
                book.record_decision(decision)
        store = RunStore(out / RUNS)
        for run in {run.key: run for task in tasks for run in _runs(task)}.values():
            store.put(run)
        problem = Problem(path=Path("Bo Jensen/two_layer.ipynb"), reason="no exercise of this name", nearest=MISNAMED)
        write_not_graded(out, [problem] if len(self.learners) > 1 else [])
        return out, course

    def due(self, number: int) -> datetime:
        """When an assignment is; the last one is still open."""
        count = -(-self.exercises // PART)
        return self.now.replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(
            weeks=number - count + 1, days=4
        )

    def _course(self, folder: Path) -> Course:
        """This repository's, with due dates."""
        for part in ("exercises", "solutions"):
            (folder / part).mkdir(parents=True)
            for path in (ROOT / part).iterdir():
                (folder / part / path.name).symlink_to(path)
        names = load_course(ROOT).exercises[: self.exercises]
        text = POLICY
        for number, start in enumerate(range(0, len(names), PART)):
            part = json.dumps(names[start : start + PART])
            text += ASSIGNMENT.format(number + 1, self.due(number).isoformat(), part)
        own = folder / "exercises" / "assignments.toml"
        own.unlink()
        own.write_text(text, encoding="utf-8")
        return load_course(folder)

    def _entries(self, tasks: Sequence[Task]) -> Iterator[Entry]:
        chance = random.Random(self.seed)  # noqa: S311 - no secret
        for learner in (name[:FOLDER] for name in self.learners):
            ability = chance.gauss(0, 1)
            stops = chance.random() < 0.05
            for number, task in enumerate(tasks):
                open_yet = self.due(number // PART) > self.now
                gone = stops and number > len(tasks) // 2
                if not gone and chance.random() < (0.5 if open_yet else 0.94):
                    yield from self._attempts(chance, learner, task, ability, self.due(number // PART))

    def _attempts(
        self, chance: random.Random, learner: str, task: Task, ability: float, due: datetime
    ) -> Iterator[Entry]:
        late = chance.random() < 0.06
        when = due + timedelta(minutes=chance.randrange(60, 3000) if late else -chance.randrange(60, 6000))
        when = min(when, self.now - timedelta(minutes=chance.randrange(30, 900)))
        right = chance.gauss(ability, 1) > -0.3
        for attempt in range(1, 2 + (chance.random() < 0.25) + (chance.random() < 0.1)):
            answer = self._answer(chance, task, right=right)
            yield _entry(task, answer, learner, attempt, when)
            when += timedelta(minutes=chance.randrange(5, 400))
            right = right or chance.random() < 0.6

    def _answer(self, chance: random.Random, task: Task, *, right: bool) -> Answer:
        kind = chance.random()
        if right:
            return task.ours if kind < 0.003 else task.right
        if kind < 0.08:
            return task.raising
        if kind < 0.12:
            return task.untouched
        if kind < 0.13 or not task.wrong:
            return task.unreadable
        return task.wrong[min(int(chance.expovariate(0.45)), len(task.wrong) - 1)]

    def _decisions(self, entries: Sequence[Entry]) -> Iterator[Decision]:
        """One in sixty hand-ins is decided about."""
        kinds = (
            (DecisionKind.OVERRIDE, "the name was misspelt in the task"),
            (DecisionKind.EXCUSED, "was ill, with a note"),
            (DecisionKind.LATE, "the server was down that evening"),
        )
        for place, entry in enumerate(entries[7::60]):
            kind, why = kinds[place % 3]
            made = entry.result.submission
            points = entry.result.score.possible - 1.0
            value = {DecisionKind.OVERRIDE: points, DecisionKind.EXCUSED: 1.0}.get(kind, 0.0)
            yield Decision(
                learner=made.learner, exercise=made.exercise, kind=kind, value=value, who="ines",
                automatic=entry.result.score.earned if kind is DecisionKind.OVERRIDE else None,
                when=made.received + timedelta(minutes=10), why=why,
            )  # fmt: skip


def _runs(task: Task) -> Iterator[Run]:
    yield from (
        task.reference,
        *(one.run for one in (task.right, task.untouched, task.raising, task.unreadable, *task.wrong)),
    )


def _entry(task: Task, answer: Answer, learner: str, attempt: int, when: datetime) -> Entry:
    exercise = task.exercise.id
    submission = Submission(
        learner=learner,
        exercise=exercise,
        attempt=attempt,
        path=Path(learner) / f"{exercise}.ipynb",
        sha256=digest(learner, exercise, attempt),
        received=when,
        submitted=when,
    )
    result = Result(
        submission=submission,
        run_key=answer.run.key,
        outcome=answer.run.outcome,
        attempted=answer.attempted,
        findings=answer.findings,
        score=answer.score,
        grader_version="1",
        graded=when + timedelta(minutes=2),
        diagnoses=answer.diagnoses,
    )
    bare = replace(answer.run, cells=())
    return Entry(result=result, run=bare, cached=True, exercise_digest="e", reference_key=task.reference.key)


def draw(out: Path, course: Course, *, whole: Sequence[str]) -> Path:
    """The pages that show all learners, and all pages of the `whole` ones; OUT."""
    with Gradebook.open(out / GRADEBOOK) as book:
        pages = PageWriter(out, course, book, named=True)
        for learner in whole:
            pages.learners.draw_learner(learner[:FOLDER])
        pages.write_instructor_pages(LastSubmissions(book.entries(), course.exercises), datetime.now(UTC))
    return out
