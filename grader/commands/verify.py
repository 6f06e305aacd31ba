"""`grader verify`: prove the exercises."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from grader.commands import screen
from grader.desk import Desk
from grader.errors import MissingDataError, SpecError
from grader.model import Verdict
from grader.run.kernels import Mode
from grader.spec import find_course
from grader.verify import Kind, Proof, prove

PROVEN, BROKEN = 0, 1


def verify(exercises: Sequence[str], *, as_json: bool, workers: int, sandbox: Mode | None, course: Path | None) -> int:
    """The exit code: 0 where every case proves what it should."""
    root = find_course(course or Path.cwd())
    desk = Desk.open(root, workers=workers, sandbox=sandbox, notice=screen.warn)
    for exercise in exercises:
        if exercise not in desk.course.exercises:
            raise SpecError(f"no exercise '{exercise}'; allowed: {', '.join(desk.course.exercises)}")
    lacking: list[str] = []
    proofs = asyncio.run(_prove(desk, exercises or desk.course.exercises, lacking))
    if as_json:
        print(json.dumps([_plain(proof) for proof in proofs], ensure_ascii=False))  # noqa: T201 - the command's output
    else:
        _show(proofs)
    if lacking:
        raise MissingDataError("\n".join(lacking))
    return BROKEN if any(proof.problems for proof in proofs) else PROVEN


async def _prove(desk: Desk, exercises: Sequence[str], lacking: list[str]) -> list[Proof]:
    """The proofs of all exercises but those whose data was never fetched; sentences on these go to `lacking`."""
    proofs: list[Proof] = []
    try:
        with screen.bar("Proving", None) as (progress, task):

            def done(proof: Proof) -> None:
                progress.update(task, description=f"{proof.case.exercise} {proof.case.name}", advance=1)

            for exercise in exercises:
                try:
                    proofs += await prove(desk, exercise, done=done)
                except MissingDataError as error:
                    lacking.append(str(error))
    finally:
        desk.close()
    return proofs


def _plain(proof: Proof) -> dict[str, object]:
    return {
        "exercise": proof.case.exercise,
        "kind": proof.case.kind,
        "name": proof.case.name,
        "declared": sorted(proof.case.fails),
        "verdicts": {finding.criterion: finding.verdict for finding in proof.findings},
        "messages": {one.criterion: one.message for one in proof.findings if one.verdict is Verdict.FAIL},
        "problems": list(proof.problems),
    }


def _show(proofs: Sequence[Proof]) -> None:
    """A matrix of cases by criteria for each exercise, what learners would read, and what is not proven."""
    for exercise in dict.fromkeys(proof.case.exercise for proof in proofs):
        own = [proof for proof in proofs if proof.case.exercise == exercise]
        table = Table("", "", *(finding.criterion for finding in own[0].findings), title=exercise, title_justify="left")
        for proof in own:
            marks = (screen.MARKS[finding.verdict] for finding in proof.findings)
            table.add_row(proof.case.kind, escape(proof.case.name), *marks)
        screen.out.print(table)
        _show_messages(own)
    broken = [proof for proof in proofs if proof.problems]
    for proof in broken:
        where = f"{proof.case.exercise}/{proof.case.kind}/{proof.case.name}"
        for problem in proof.problems:
            screen.out.print(f"[red]✗[/red] {escape(where)}: {escape(problem)}")
    screen.out.print(f"{len(proofs) - len(broken)} of {len(proofs)} cases prove what they should.")


def _show_messages(proofs: Sequence[Proof]) -> None:
    """The text a learner would see for each wrong answer."""
    for proof in proofs:
        if proof.case.kind is Kind.WRONG:
            for finding in proof.findings:
                if finding.verdict is Verdict.FAIL:
                    screen.out.print(f"  [dim]{escape(proof.case.name)}:[/dim] {escape(finding.message)}")
