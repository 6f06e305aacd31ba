"""What learners hand in for an exercise of the course, right and wrong, and what is found in it, without a kernel.

Which criteria a wrong answer fails is what its first line declares.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from grader.course.variants import declared_cause
from grader.judging.causes import package_causes
from grader.model import (
    CellError,
    CellRun,
    Criterion,
    Diagnosis,
    Exercise,
    Finding,
    Outcome,
    Proof,
    Run,
    Score,
    Trust,
    Verdict,
)
from grader.source.highlight import highlight
from grader.source.records import Source
from grader.source.solution_blocks import reference_text
from grader.source.source import fill, reference_source, stub_source

TOLD: Final = frozenset({"epochs", "loss_falls", "history_series"})
"""Checks of what a run reports of itself."""
BROKEN: Final = "The file is not a whole notebook: it ends in the middle."
PROVEN: Final = (
    "The arguments in line 1 of code cell {} stand in another order. With that put right, every criterion passes."
)
NAME_ERROR: Final = "NameError: name 'weigths' is not defined"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody may hand in, and what is found in it."""

    run: Run
    findings: tuple[Finding, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    attempted: bool = True

    @property
    def score(self) -> Score:
        """What it is worth."""
        return Score(
            earned=sum(one.earned for one in self.findings),
            possible=sum(one.possible for one in self.findings),
            unscored=sum(one.possible for one in self.findings if one.verdict is Verdict.ERROR),
        )


@dataclass(frozen=True)
class Task:
    """One exercise, with all that is handed in for it."""

    exercise: Exercise

    @cached_property
    def reference(self) -> Run:
        """The run that it is compared with."""
        return _run(f"reference {self.exercise.id}", reference_source(self.exercise.reference))

    @cached_property
    def right(self) -> Answer:
        """Full marks."""
        run = replace(self.reference, key=digest(self.exercise.id, "right"))
        return Answer(run=run, findings=self._findings(frozenset()))

    @cached_property
    def untouched(self) -> Answer:
        """The stub."""
        run = _run(f"{self.exercise.id} stub", stub_source(self.exercise.stub))
        nothing = "Not attempted: the blank is unchanged."
        findings = tuple(
            replace(one, verdict=Verdict.SKIP, message=nothing, earned=0) for one in self._findings(frozenset())
        )
        return Answer(run=run, findings=findings, attempted=False)

    @cached_property
    def raising(self) -> Answer:
        """The right answer with a name misspelt."""
        cells = self.right.run.cells
        at = next(place for place, cell in enumerate(cells) if cell.answer)
        error = CellError(name="NameError", message=NAME_ERROR.partition(": ")[2], traceback=NAME_ERROR, line=1)
        run = replace(
            self.right.run,
            key=digest(self.exercise.id, "raising"),
            cells=(*cells[:at], replace(cells[at], error=error), *cells[at + 1 :]),
            outcome=Outcome.RAISED,
            message=f"Cell {at + 1} raised NameError.",
        )
        return Answer(run=run, findings=self._findings(frozenset({self.exercise.rubric[0].id})))

    @cached_property
    def unreadable(self) -> Answer:
        """A file that breaks off before its first cell."""
        run = Run(key=digest(self.exercise.id, "unreadable"), outcome=Outcome.UNREADABLE, message=BROKEN)
        findings = tuple(
            replace(one, verdict=Verdict.FAIL, message=BROKEN, earned=0) for one in self._findings(frozenset())
        )
        return Answer(run=run, findings=findings)

    @cached_property
    def ours(self) -> Answer:
        """The right answer, whose last criterion our own fault keeps from being judged."""
        *others, last = self.right.findings
        kept = replace(last, verdict=Verdict.ERROR, earned=0, message="Our check failed. No points are lost.")
        return replace(self.right, findings=(*others, kept))

    @cached_property
    def wrong(self) -> tuple[Answer, ...]:
        """The course's wrong answers, the most likely first."""
        folder = self.exercise.reference.parent / "wrong"
        found = [self._wrong(path) for path in sorted(folder.glob("*.py"))]
        return tuple(sorted(found, key=lambda one: (not one.diagnoses, one.run.key)))

    def _wrong(self, path: Path) -> Answer:
        fragment = path.read_text(encoding="utf-8")
        source = fill(reference_text(self.exercise.reference), fragment, name=path.name)
        failed = frozenset(fragment.partition("\n")[0].partition(":")[2].replace(" ", "").split(","))
        run = _run(f"{self.exercise.id} {path.stem}", source)
        return Answer(run=run, findings=self._findings(failed), diagnoses=self._diagnoses(path, fragment, run))

    def _findings(self, failed: frozenset[str]) -> tuple[Finding, ...]:
        verdicts: dict[str, Verdict] = {}
        for one in self.exercise.rubric:
            stopped = verdicts.get(one.after or "", Verdict.PASS) is not Verdict.PASS
            verdicts[one.id] = Verdict.FAIL if one.id in failed else Verdict.SKIP if stopped else Verdict.PASS
        return tuple(_finding(one, verdicts[one.id]) for one in self.exercise.rubric)

    def _diagnoses(self, path: Path, fragment: str, run: Run) -> tuple[Diagnosis, ...]:
        cause = declared_cause(fragment, package_causes(), name=path.name, stem=path.stem)
        if cause is None:
            return ()
        answer = next(place for place, cell in enumerate(run.cells, 1) if cell.answer)
        texts = (cause.message, *cause.hints) if cause.message else _texts(cause.rule)
        proof = Proof(repair=("arguments",), tries=len(fragment) % 40 + 1, cell=answer, line=1)
        proven = len(fragment) % 4 == 0
        return (
            Diagnosis(
                rule="arguments_swapped" if proven else cause.rule,
                message=PROVEN.format(answer) if proven else texts[0],
                where=f"`{run.cells[answer - 1].source.splitlines()[0]}`",
                lesson=self.exercise.id.partition("/")[0],
                hints=texts[1:],
                proven=proof if proven else None,
            ),
        )


def _texts(rule: str) -> tuple[str, ...]:
    """A cause's message and hints, about nothing in particular."""
    words: defaultdict[str, str] = defaultdict(lambda: "that", where="your answer")
    cause = package_causes().causes[rule]
    return tuple(text.format_map(words) for text in (f"It looks as if {cause.message}.", *cause.hints))


def _finding(criterion: Criterion, verdict: Verdict) -> Finding:
    name = criterion.params.get("of", criterion.id)
    reported = verdict is Verdict.PASS and criterion.check in TOLD
    message = {
        Verdict.PASS: f"`{name}` is as it should be.",
        Verdict.FAIL: f"`{name}` is not what the exercise asks for.",
        Verdict.SKIP: "Judged once an earlier criterion passes.",
    }[verdict]
    return Finding(
        verdict=verdict,
        message=message,
        criterion=criterion.id,
        title=criterion.title,
        hints=() if verdict is Verdict.PASS or criterion.hidden else criterion.hints,
        earned=criterion.points if verdict is Verdict.PASS else 0,
        possible=criterion.points,
        hidden=criterion.hidden,
        trust=Trust.REPORTED if reported else Trust.VERIFIED,
    )


def _run(name: str, source: Source) -> Run:
    cells = tuple(
        CellRun(source=cell.text, coloured=highlight(cell.text), answer=cell.answer, wall_s=0.02)
        for cell in source.cells
    )
    return Run(key=digest(name), outcome=Outcome.OK, cells=cells, wall_s=1.4, cpu_s=0.9, peak_mib=180)


def digest(*parts: object) -> str:
    """Of what something is."""
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()
