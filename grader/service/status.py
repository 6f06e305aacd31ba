"""The state of each attempt, for pages: waiting, running, judged, or not judged because of an error in the grader."""

import heapq
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum, unique
from functools import cache
from pathlib import Path
from statistics import median
from threading import Lock

from grader.gradebook import Decision, DecisionKind, Gradebook
from grader.gradebook.hand_ins import HandIns, JudgedAttempt, WaitingAttempt
from grader.gradebook.marks.aggregate import PassedDues
from grader.gradebook.marks.hand_in_rules import FeedbackWait, HandInRules
from grader.service.live import DEAD_S, LiveReader, LiveState


@unique
class Stage(StrEnum):
    """How far along an attempt is."""

    WAITING = "waiting"
    RUNNING = "running"
    JUDGED = "judged"
    OURS = "ours"
    """It was not judged because of an error in the grader. This costs no points: an instructor has it judged again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptStatus:
    """The state of one attempt."""

    learner: str
    exercise: str
    attempt: int
    received: datetime
    """The time in UTC."""
    sha256: str
    """The digest of the file's bytes, in hexadecimal."""
    stage: Stage
    place: int = 0
    """Its place among the waiting attempts, in the order in which they will run: 1 is next. 0 unless it waits."""
    estimate_s: float | None = None
    """Seconds until it is judged, estimated from earlier attempts; None if not known, or if it is judged."""
    cells: int = 0
    """The number of cells in its source; 0 unless it runs, or if that is not known."""
    reason: str = ""
    """Why it can't be judged now, for instructors; empty if it can."""
    earned: int = 0
    """Points earned, when it is judged and its learner may know them."""
    possible: int = 0
    """Possible points, when it is judged and its learner may know them."""
    decided: bool = False
    """Whether somebody made a decision about its exercise, so that the mark may differ from these points."""
    feedback: FeedbackWait | None = None
    """What its feedback waits for: until then its learner may see neither points nor pages. None if both can be
    read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The state of the service, for its operator."""

    waiting: int
    """How many attempts wait, not counting those that are held."""
    oldest_s: float
    """How many seconds the oldest of them has waited; 0 if none waits."""
    running: int
    held: Mapping[str, str]
    """Maps an exercise to a sentence on why none of its attempts can be judged now."""
    faults: int
    """How many attempts could not be judged because of an error in the grader since the coordinator started."""
    edited: tuple[str, ...]
    """What in the course has changed on disk since the service started: exercises, and paths of other files."""
    silent_s: float | None
    """Seconds since the coordinator's last heartbeat; None if none works."""

    @property
    def alive(self) -> bool:
        """Whether a coordinator works."""
        return self.silent_s is not None and self.silent_s < DEAD_S


class StatusBoard:
    """The states of all attempts of one OUT. Each process has one, for any number of threads.

    Every method raises `StorageError` if the gradebook can't be read.
    """

    def __init__(self, out: Path, gradebook: Gradebook, rules: HandInRules) -> None:
        self._gradebook = gradebook
        self._rules = rules
        self._passed_dues = PassedDues(gradebook, rules.assignments)
        self._decisions: tuple[tuple[int, int], Mapping[str, frozenset[str]]] | None = None
        self._live = LiveReader(out)
        self._judged = _JudgedStatuses(gradebook)
        self._hand_ins: HandIns | None = None
        self._life = ""
        self._lock = Lock()

    def version(self) -> Hashable:
        """A value that changes whenever some status may have changed. Cheap enough to read four times a second."""
        hand_ins, live = self._now()
        rows = self._gradebook.row_numbers()
        passed_dues = self._passed_dues.count(rows) if self._rules.withholds else 0
        known = hand_ins.last_submission, hand_ins.last_result, self._released(), rows.decision, passed_dues
        return *known, live.life, live.changes, self._live.is_alive()

    def statuses(self, learner: str | None = None) -> tuple[AttemptStatus, ...]:
        """Every attempt of one learner or of all, by learner, exercise and attempt, with only what its learner may
        know.
        """
        hand_ins, live = self._now()
        line = _Line(hand_ins, live, alive=self._live.is_alive())
        theirs = (one for one in hand_ins.waiting if learner in {None, one.submission.learner})
        unjudged = [line.status(one) for one in theirs]
        found = self._gradebook.judged_attempts(None if learner is None else {learner})
        withheld, decided = self._withheld(learner), self._decided()
        judged = (_judged(one, withheld(one.learner), decided.get(one.learner, frozenset())) for one in found)
        return _in_order(unjudged, judged)

    def statuses_of(self, learners: Collection[str]) -> Mapping[str, tuple[AttemptStatus, ...]]:
        """Every attempt of each of these learners, as in `statuses`; quick if called again for the same learners."""
        hand_ins, live = self._now()
        line = _Line(hand_ins, live, alive=self._live.is_alive())
        waiting: defaultdict[str, list[AttemptStatus]] = defaultdict(list)
        for one in hand_ins.waiting:
            if one.submission.learner in learners:
                waiting[one.submission.learner].append(line.status(one))
        withheld, decided = self._withheld(None), self._decided()
        with self._lock:
            self._judged.update(frozenset(learners), live.life, hand_ins.last_result)
            none = frozenset[str]()
            judged = {name: self._judged.statuses(name, withheld(name), decided.get(name, none)) for name in learners}
        return {name: _in_order(waiting[name], own) if name in waiting else own for name, own in judged.items()}

    def withheld(self, learner: str) -> Mapping[str, FeedbackWait]:
        """Each exercise with points that the learner may not see yet, and what its feedback waits for."""
        if not self._rules.withholds:
            return {}
        known = {status.exercise for status in self.statuses(learner)}
        given = {one.exercise for one in self._gradebook.decisions(learner) if one.kind is DecisionKind.OVERRIDE}
        waits = self._withheld(learner)(learner).items()
        return {exercise: wait for exercise, wait in waits if exercise in known | given}

    def operation(self) -> Operation:
        """The state of the service."""
        hand_ins, live = self._now()
        running = {one.id for one in live.running} if self._live.is_alive() else set[int]()
        idle = (one for one in hand_ins.waiting if one.id not in running)
        waiting = [one for one in idle if one.submission.exercise not in live.held]
        oldest = min((one.submission.received for one in waiting), default=None)
        return Operation(
            waiting=len(waiting),
            oldest_s=max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0.0,
            running=len(running & {one.id for one in hand_ins.waiting}),
            held=live.held,
            faults=live.faults,
            edited=live.edited,
            silent_s=self._live.silent_s(),
        )

    def _now(self) -> tuple[HandIns, LiveState]:
        """The waiting attempts, and the coordinator's report. The report is read first, so that it may be older than
        the rows but not newer.
        """
        with self._lock:
            live = self._live.read()
            # A new coordinator means that commands such as `forget` may have changed the gradebook in between.
            known = self._hand_ins if live.life == self._life else None
            self._hand_ins, self._life = self._gradebook.hand_ins(after=known), live.life
            return self._hand_ins, live

    def _withheld(self, learner: str | None) -> Callable[[str], Mapping[str, FeedbackWait]]:
        """Maps each learner, or only the given one, to the exercises whose feedback waits, and what it waits for."""
        decided: defaultdict[str, list[Decision]] = defaultdict(list)
        for one in self._gradebook.decisions(learner) if self._rules.withholds else ():
            decided[one.learner].append(one)
        now, released = datetime.now(UTC), self._released()
        return cache(lambda name: self._rules.withheld(decided[name], released, now))

    def _decided(self) -> Mapping[str, frozenset[str]]:
        """Maps each learner to the exercises with a decision in force; read again if there are new decisions."""
        rows = self._gradebook.row_numbers()
        newest, known = (rows.decision, rows.forgotten), self._decisions
        if known is None or known[0] != newest:
            made: defaultdict[str, list[Decision]] = defaultdict(list)
            for decision in self._gradebook.decisions():
                made[decision.learner].append(decision)
            found = {learner: self._rules.decided(theirs) for learner, theirs in made.items()}
            known = self._decisions = (newest, found)
        return known[1]

    def _released(self) -> frozenset[str]:
        """The assignments whose feedback an instructor has released, among those that need a release."""
        if not self._rules.by_hand:
            return frozenset()
        return frozenset(release.assignment for release in self._gradebook.feedback_releases())


class _JudgedStatuses:
    """The judged attempts of some learners, read again only for those with a newer result."""

    def __init__(self, gradebook: Gradebook) -> None:
        self._gradebook = gradebook
        self._attempts: dict[str, list[JudgedAttempt]] = {}
        self._statuses: dict[
            str, tuple[tuple[Mapping[str, FeedbackWait], frozenset[str]], tuple[AttemptStatus, ...]]
        ] = {}
        """The feedback waits, the decisions, and the states that were computed from both, by learner."""
        self._seen = ("", 0)

    def update(self, learners: frozenset[str], life: str, last_result: int) -> None:
        """Load these learners, and no others, up to that result at least; `life` identifies the coordinator."""
        seen_life, seen_result = self._seen
        if life != seen_life or last_result < seen_result:  # `forget` may have removed something in between
            old = frozenset(self._attempts)
        else:
            old = self._gradebook.learners_judged(after=seen_result) if last_result > seen_result else frozenset()
        for name in self._attempts.keys() - (learners - old):
            del self._attempts[name]
            self._statuses.pop(name, None)
        if missing := learners - self._attempts.keys():
            found: dict[str, list[JudgedAttempt]] = {name: [] for name in missing}
            for attempt in self._gradebook.judged_attempts(missing):
                found[attempt.learner].append(attempt)
            self._attempts |= found
        self._seen = (life, last_result)

    def statuses(
        self, learner: str, withheld: Mapping[str, FeedbackWait], decided: frozenset[str]
    ) -> tuple[AttemptStatus, ...]:
        """The attempts of one of the learners."""
        known = self._statuses.get(learner)
        if known is None or known[0] != (withheld, decided):
            own = _in_order((), (_judged(one, withheld, decided) for one in self._attempts[learner]))
            known = self._statuses[learner] = ((withheld, decided), own)
        return known[1]


class _Line:
    """The attempts that wait, in the order in which they will run."""

    def __init__(self, hand_ins: HandIns, live: LiveState, *, alive: bool) -> None:
        self._live = live
        self._running = {one.id: one for one in live.running} if alive else {}
        idle = (one for one in hand_ins.waiting if one.id not in self._running)
        waiting = {one.id: one for one in idle if one.submission.exercise not in live.held}
        numbers = dict.fromkeys([*(one for one in live.queue if one in waiting), *waiting])
        line = [waiting[number] for number in numbers]
        self._places = {one.id: place for place, one in enumerate(line, 1)}
        self._estimates = self._estimated(line, hand_ins) if alive and live.slots else {}

    def status(self, one: WaitingAttempt) -> AttemptStatus:
        """The state of an attempt without a result."""
        held = self._live.held.get(one.submission.exercise, "")
        running = self._running.get(one.id)
        return AttemptStatus(
            learner=one.submission.learner,
            exercise=one.submission.exercise,
            attempt=one.submission.attempt,
            received=one.submission.received,
            sha256=one.submission.sha256,
            stage=Stage.RUNNING if running else Stage.OURS if held else Stage.WAITING,
            place=self._places.get(one.id, 0),
            estimate_s=self._estimates.get(one.id),
            cells=running.cells if running else 0,
            reason=held,
        )

    def _estimated(self, line: list[WaitingAttempt], hand_ins: HandIns) -> dict[int, float | None]:
        """Each attempt's seconds until it is judged; None if its exercise has not been measured yet."""
        exercises = {one.id: one.submission.exercise for one in hand_ins.waiting}
        measured = self._live.seconds
        usual = median(measured.values()) if measured else 0.0
        now = time.time()
        ends: dict[int, float | None] = {}
        for one in self._running.values():
            own = measured.get(exercises.get(one.id, ""))
            ran = max(0.0, now - one.started)  # a clock may have been set back
            ends[one.id] = None if own is None else max(0.0, own - ran)
        free = sorted(left or 0.0 for left in ends.values())
        free = [0.0] * max(0, self._live.slots - len(free)) + free
        for waiting in line:
            own = measured.get(waiting.submission.exercise)
            end = heapq.heappop(free) + (usual if own is None else own)
            heapq.heappush(free, end)
            ends[waiting.id] = None if own is None else end
        return ends


def _in_order(waiting: Iterable[AttemptStatus], judged: Iterable[AttemptStatus]) -> tuple[AttemptStatus, ...]:
    """All of them, sorted; an attempt that was judged after it was seen waiting appears only once."""
    found = {(one.learner, one.exercise, one.attempt): one for one in (*waiting, *judged)}
    return tuple(found[key] for key in sorted(found))


def _judged(one: JudgedAttempt, withheld: Mapping[str, FeedbackWait], decided: frozenset[str]) -> AttemptStatus:
    feedback = withheld.get(one.exercise)
    known = feedback is None
    return AttemptStatus(
        learner=one.learner,
        exercise=one.exercise,
        attempt=one.attempt,
        received=one.received,
        sha256=one.sha256,
        stage=Stage.OURS if one.unscored else Stage.JUDGED,
        earned=one.earned if known else 0,
        possible=one.possible if known else 0,
        decided=known and one.exercise in decided,
        feedback=feedback,
        reason="The grader itself failed on it." if one.unscored else "",
    )
