"""Finds a small repair of an answer that fails, and proves it by a run.

Theory of operation. The reader lists small edits of the learner's own statements, the likeliest first. Each is tried in
a kernel that tries many edits (`grader.probe.outside.execute`), and judged by the exercise's own checks on the same
hidden inputs. An edit that passes there is run once more like any answer, in its own kernel and with clean rooms; it is
proven only if it passes then, too. If a run trains a model, edits are tried without the training, and judged by the
criteria that don't depend on it. If these criteria can't decide anything, the likeliest edit is run at once.

A repair that passes need not be the cause. A different function, attribute or name on the left is believed only if no
removal passes as well. If two changes are made at once, each of them is tried once more by itself.

The search is limited by a number of candidates, so that its result does not depend on the machine; only a machine that
is far too slow finds nothing. The search comes after judging and changes no finding.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace

import msgspec

from grader.evidence import Evaluate, Evidence, Layers, Predict, Request, Validate
from grader.judging.checks import CHECKS
from grader.judging.checks.parameters import Injected, Observes, injected_parameters, observed_parameters
from grader.judging.checks.requests import changed_inputs, observed_names
from grader.judging.judge import Judge, PreparedExercise
from grader.model import CellRun, Criterion, Finding, Outcome, Run, Verdict
from grader.probe.outside.execute import Trials
from grader.probe.outside.session import Usage
from grader.source.records import Candidate, Clues, Reading, SourceCell

MAX_PROOFS = 3
"""The most proof runs of one search."""
MAX_TRAININGS = 1
"""The most proof runs of one search if a run trains a model."""
MAX_LONG_TRIALS = 16
"""The most candidates that are tried if a run loads or trains something; trying all would take longer than that run."""
MAX_RIVALS = 3
"""The most further candidates that are tried after one that passes but may have passed by chance."""
RISKY = frozenset(["attribute", "function", "target"])
"""Kinds of repair that may pass by chance, because they replace something that should only be removed."""
REMOVALS = frozenset(["extra_step", "extra_call", "extra_operand", "extra_keyword", "extra_argument", "uncalled"])
"""Kinds of repair that are reported instead of a risky one if they also pass, because they explain why a line is
wrong.
"""

_TRAINED = frozenset(
    {Observes.HISTORY, Observes.PREDICTOR, Observes.FITTED, Observes.VALIDATED, Observes.MEASURED, Observes.ANSWERS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An answer that fails, with its judgement."""

    prepared: PreparedExercise
    reading: Reading
    findings: tuple[Finding, ...]
    cells: tuple[CellRun, ...] = ()
    """The cells of the answer's run."""

    @property
    def clues(self) -> Clues:
        """What the run shows about the place where the answer fails."""
        verdicts = {finding.criterion: finding.verdict for finding in self.findings}
        failing = [one for one in self.prepared.exercise.rubric if verdicts.get(one.id) is Verdict.FAIL]
        names = [frozenset(observed_names(one)) for one in failing if not _sees_drawings(one)]
        whole = len(names) == len(failing) and all(names)
        raised = ((place, one.error.line or 0) for place, one in enumerate(self.cells, 1) if one.error)
        cell, line = next(raised, (0, 0))
        return Clues(names=frozenset[str]().union(*names) if whole else frozenset(), cell=cell, line=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The functions that a search uses."""

    judge: Judge
    candidates: Callable[[Failed, Usage], Sequence[Candidate]]
    trials: Callable[[Failed, Usage], AbstractAsyncContextManager[Trials]]
    run: Callable[[PreparedExercise, Reading], Awaitable[Run]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A candidate whose run passes."""

    candidate: Candidate
    tries: int
    """The number of candidates tried up to this one, including it."""
    whole: bool
    """Whether every criterion passes with this repair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The result of a search."""

    candidates: int
    """The number of candidates that could be tried."""
    repair: Repair | None


async def find_repair(failed: Failed, means: Means, usage: Usage) -> Found:
    """The first proven repair that makes every criterion pass; if there is none, the first that makes more of them
    pass.

    The costs of the search are added to `usage`. Raises `KernelFault`.
    """
    candidates = await asyncio.to_thread(means.candidates, failed, usage)  # this waits for the reader
    search = _Search(failed, means, usage)
    if not search.can_be_tried:
        likeliest = candidates[:MAX_TRAININGS]
        return Found(candidates=len(likeliest), repair=await search.prove(list(enumerate(likeliest, 1))))
    if failed.prepared.facts.loads:
        candidates = candidates[:MAX_LONG_TRIALS]
    return Found(candidates=len(candidates), repair=await search.over(candidates))


async def failed_in_trial(answer: Failed, means: Means, usage: Usage) -> tuple[Finding, ...] | None:
    """The findings that fail in a trial of an unchanged answer; None if nothing can be observed. Raises `KernelFault`.

    It is empty for a correct answer, because a criterion that a trial can't decide does not count.
    """
    search = _Search(answer, means, usage)
    async with means.trials(answer, usage) as trials:
        evidence = await search.look(trials, answer.reading)
    if evidence is None:
        return None
    run = Run(key="", outcome=Outcome.OK, evidence=evidence)
    findings = means.judge.findings(answer.prepared, answer.reading, run)
    unclear = search.unclear(evidence, findings)
    return tuple(one for one in findings if one.verdict is not Verdict.PASS and one.criterion not in unclear)


class _Search:
    def __init__(self, failed: Failed, means: Means, usage: Usage) -> None:
        self.failed = failed
        self.means = means
        self.usage = usage
        self.proofs = 0
        self.before = {finding.criterion: finding.verdict for finding in failed.findings}
        self.trains = failed.prepared.facts.trains
        self.max_proofs = MAX_TRAININGS if self.trains else MAX_PROOFS
        self.request = _without_answers(failed.prepared.request) if self.trains else failed.prepared.request

    @property
    def can_be_tried(self) -> bool:
        """Whether any failing criterion can be decided by a trial."""
        failed = [one for one in self.failed.prepared.exercise.rubric if self.before.get(one.id) is Verdict.FAIL]
        return any(not self._needs_training(one) and not _needs_weights(one) for one in failed)

    async def over(self, found: Sequence[Candidate]) -> Repair | None:
        """Try the candidates in their order, and return the first repair."""
        partial: list[tuple[int, Candidate]] = []
        waiting = list(enumerate(found, 1))
        while waiting and self.proofs < self.max_proofs:
            promising, waiting = await self._next(waiting, partial)
            if promising is None:
                continue
            if (repair := await self.prove([promising])) is not None:
                return repair
            refused = {*promising[1].changes}  # a second change would not make it true
            waiting = [(place, one) for place, one in waiting if not refused <= {*one.changes}]
        return await self.prove(partial[:1]) if self.proofs < self.max_proofs else None

    async def _next(
        self, waiting: Sequence[tuple[int, Candidate]], partial: list[tuple[int, Candidate]]
    ) -> tuple[tuple[int, Candidate] | None, list[tuple[int, Candidate]]]:
        """The next candidate whose trial passes in every criterion, and the candidates after it."""
        async with self.means.trials(self.failed, self.usage) as trials:
            for number, (place, one) in enumerate(waiting):
                if trials.over:
                    return None, []
                outcome = await self._tried(trials, one)
                if outcome == "whole":
                    later = list(waiting[number + 1 :])
                    return (place, await self._clearest(trials, one, [other for _, other in waiting])), later
                if outcome == "part":
                    partial.append((place, one))
        return None, []

    async def _tried(self, trials: Trials, one: Candidate) -> str | None:
        """The result of a candidate's trial; None also if nothing can be observed after it."""
        evidence = await self.look(trials, edited_reading(self.failed.reading, one))
        if evidence is None:
            return None
        return self._compared(one, Run(key="", outcome=Outcome.OK, evidence=evidence), proof=False)

    async def _clearest(self, trials: Trials, found: Candidate, others: Sequence[Candidate]) -> Candidate:
        """The candidate that best explains the mistake: the one that passed, or a rival that also passes.

        If a candidate has two edits, one of them may be enough, even if its own trial took too long before. A
        replacement of something superfluous may pass by chance; if its removal also passes, the removal is reported. If
        a different edit of the line passes, too, only the line is reported.
        """
        for rival in rivals(found, others):
            if not trials.over and await self._tried(trials, rival) == "whole":
                told = len(found.changes) > 1 or rival.changes[0].kind in REMOVALS | {"name"}
                return rival if told and not rival.doubtful else replace(found, doubtful=True)
        return found

    async def look(self, trials: Trials, reading: Reading) -> Evidence | None:
        """The evidence that a trial of this reading of the file leaves, or None."""
        whole = self.failed.prepared.facts.sees_checks
        cells = [cell.text for cell in reading.source.cells] if whole else cells_of_trial(reading)
        return await trials.look(cells, reading.answers, self.request, training=not self.trains)

    async def prove(self, promising: Sequence[tuple[int, Candidate]]) -> Repair | None:
        """The first of these candidates whose run passes, completely or in part."""
        for place, one in promising:
            self.proofs += 1
            run = await self.means.run(self.failed.prepared, edited_reading(self.failed.reading, one))
            self.usage.cpu_s += run.cpu_s
            if run.outcome is not Outcome.OK:  # passing because a cell raised too early is no repair
                continue
            if (outcome := self._compared(one, run, proof=True)) is not None:
                return Repair(candidate=one, tries=place, whole=outcome == "whole")
        return None

    def _compared(self, candidate: Candidate, run: Run, *, proof: bool) -> str | None:
        """The outcome: "whole" if every criterion passes, "part" if some more do and none is lost; None in all other
        cases.
        """
        prepared, reading = self.failed.prepared, edited_reading(self.failed.reading, candidate)
        findings = self.means.judge.findings(prepared, reading, run)
        unclear = frozenset[str]() if proof else self.unclear(run.evidence, findings)
        passed = {finding.criterion for finding in findings if finding.verdict is Verdict.PASS}
        rubric = prepared.exercise.rubric
        fixed = [one for one in rubric if one.id in passed and self.before.get(one.id) is not Verdict.PASS]
        sound = passed | unclear
        if all(criterion.id in sound for criterion in rubric) and (fixed or unclear):
            return "whole"
        lost = [one for one in rubric if one.id not in sound and self.before.get(one.id) is Verdict.PASS]
        return "part" if fixed and not lost and _settles(fixed, rubric, sound) else None

    def unclear(self, evidence: Evidence, findings: Sequence[Finding]) -> frozenset[str]:
        """The criteria that a trial can't decide, and the criteria that wait for them."""
        unclear = {finding.criterion for finding in findings if finding.verdict is Verdict.ERROR}
        for criterion in self.failed.prepared.exercise.rubric:
            if criterion.after in unclear or self._is_open(criterion, evidence):
                unclear.add(criterion.id)
        return frozenset(unclear)

    def _is_open(self, criterion: Criterion, evidence: Evidence) -> bool:
        """Whether a criterion looks at something that a trial does not produce: results of a training, weights of
        models, or values that depend on the learner's own choice.
        """
        models = (evidence.seen.get(name) for name in observed_names(criterion))
        lacks_weights = _needs_weights(criterion) and all(isinstance(model, Layers) for model in models)
        reference = self.failed.prepared.reference.evidence
        return self._needs_training(criterion) or lacks_weights or bool(changed_inputs(criterion, evidence, reference))

    def _needs_training(self, criterion: Criterion) -> bool:
        return self.trains and follows_from_training(criterion)


def rivals(found: Candidate, others: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that are tried after one that passes, before it is believed; `others` are all candidates."""
    single = [one for one in others if len(one.changes) == 1 and one.cell == found.cell]
    if len(found.changes) > 1:
        return [one for one in single if one.changes[0] in found.changes]
    if found.changes[0].kind not in RISKY:
        return []
    later = others[others.index(found) + 1 :]
    clear = REMOVALS | ({"name"} if found.changes[0].kind == "target" else frozenset[str]())
    better = [one for one in single if one in later and one.changes[0].kind in clear | {"extra_element"}]
    line = found.changes[0].line
    near = [one for one in better if one.changes[0].line == line]
    far = [one for one in better if one.changes[0].line != line and one.changes[0].kind in clear]
    return [*near, *far][:MAX_RIVALS]


def _sees_drawings(criterion: Criterion) -> bool:
    """Whether a criterion looks at more than its names: at figures, or at the answer's code."""
    check = CHECKS[criterion.check]
    return Observes.DRAWN in observed_parameters(check).values() or Injected.CODE in injected_parameters(check).values()


def follows_from_training(criterion: Criterion) -> bool:
    """Whether a criterion looks at something that only a training produces."""
    return any(want in _TRAINED for want in observed_parameters(CHECKS[criterion.check]).values())


def _without_answers(request: Request) -> Request:
    """The request without predictions of models, because those of an untrained model decide nothing."""
    asks = {key: ask for key, ask in request.asks.items() if not isinstance(ask, Predict | Validate | Evaluate)}
    return msgspec.structs.replace(request, asks=asks)


def _needs_weights(criterion: Criterion) -> bool:
    return Observes.WEIGHTS in observed_parameters(CHECKS[criterion.check]).values()


def _settles(fixed: Sequence[Criterion], rubric: Sequence[Criterion], sound: set[str]) -> bool:
    """Whether no criterion fails any more that looks at the same names as the fixed criteria."""
    names = {name for one in fixed for name in observed_names(one)}
    return all(criterion.id in sound for criterion in rubric if names & set(observed_names(criterion)))


def cells_of_trial(reading: Reading) -> list[str]:
    """The cells, with an empty one for each that only looks at answers, because its output can take longer than all
    others.
    """
    cells = reading.source.cells
    last = max((place for place, cell in enumerate(cells) if cell.answer), default=len(cells))
    each = enumerate(zip(cells, reading.binds, strict=True))
    return [cell.text if place <= last or binds else "" for place, (cell, binds) in each]


def edited_reading(reading: Reading, candidate: Candidate) -> Reading:
    """The reading of the file in which a candidate's cell replaces the original."""
    place = candidate.cell - 1
    cells, answers, binds = list(reading.source.cells), list(reading.answers), list(reading.binds)
    cells[place] = SourceCell(text=candidate.text, answer=True)
    answers[place : place + 1] = [candidate.answers] if answers else []
    binds[place : place + 1] = [candidate.binds] if binds else []
    return replace(
        reading,
        source=replace(reading.source, cells=tuple(cells)),
        answers=tuple(answers),
        binds=tuple(binds),
        own_names=reading.own_names | candidate.binds,
        tree=candidate.tree,
        parts=None,
    )
