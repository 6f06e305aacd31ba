"""`grader doctor`: tests whether this machine can grade safely, and says what to type if it can't."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich import box
from rich.markup import escape
from rich.table import Table

from grader.commands import DONE, console
from grader.commands.options import CourseOption, JsonOption, SandboxOption, course_of
from grader.course.datasets import datasets
from grader.course.loader import load_course
from grader.errors import SpecError
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.outside.doctor import SandboxReport, Trial, examine

REFUSED = 3
"""The exit code on a machine without a safe sandbox."""
NAMES = {"fork": "forked kernels", "cold": "a sandbox of its own for each kernel"}
STATES = {"active": "[green]active[/green]", "absent": "[yellow]absent[/yellow]", "missing": "[red]missing[/red]"}
VERDICTS = {
    "fork": "This machine can grade: it forks kernels, so a notebook takes only the time of its own code.",
    "cold": "This machine can grade, but slowly: each kernel starts TensorFlow, 2 to 5 CPU seconds more per notebook.",
    None: "This machine cannot grade safely, so nothing is graded on it.",
}


def doctor(*, as_json: JsonOption = False, sandbox: SandboxOption = None, course: CourseOption = None) -> int:
    """Test whether this machine can grade safely; show what is missing and what to type. Needs no course."""
    with _given(course) as given, console.progress_bar("Testing the sandbox", None):
        report = asyncio.run(examine(given, forced=sandbox))
    if as_json:
        console.print_json({"mode": report.mode, "trials": [_plain(trial) for trial in report.trials]})
    else:
        _show(report)
    return DONE if report.mode else REFUSED


@contextmanager
def _given(course: Path | None) -> Iterator[KernelSandbox]:
    """The folders that the course's kernels would have access to; without a course, no data."""
    try:
        root = course_of(course)
    except SpecError:
        if course is not None:
            raise
        with tempfile.TemporaryDirectory(prefix="grader-doctor-") as empty:
            yield KernelSandbox(data=Path(empty))
        return
    loaded = load_course(root)
    yield KernelSandbox(data=datasets.folder(root, loaded.data), masked=(root,), preload=loaded.preload)


def _plain(trial: Trial) -> dict[str, object]:
    return {
        "mode": trial.mode,
        "works": trial.fault is None,
        "cause": str(trial.fault or ""),
        "remedy": trial.fault.remedy if trial.fault else "",
        "layers": [asdict(row) for row in trial.rows],
    }


def _show(report: SandboxReport) -> None:
    """Print a table for each way that was tried, then the conclusion."""
    for trial in report.trials:
        table = Table("", "layer", "what it is for", box=box.SIMPLE, title=f"Tried: {NAMES[trial.mode]}")
        for row in trial.rows:
            meaning = [row.purpose, f"Found: {row.found}.", row.consequence] if row.found else [row.purpose]
            table.add_row(STATES[row.state], escape(row.name), escape("\n".join(filter(None, meaning))))
        console.out.print(table)
        if trial.fault:
            console.out.print(f"[red]✗[/red] {escape(str(trial.fault))}")
            if trial.fault.remedy:
                console.out.print(f"  Type or do:  [bold]{escape(trial.fault.remedy)}[/bold]")
    console.out.print(f"\n[bold]{VERDICTS[report.mode]}[/bold]")
