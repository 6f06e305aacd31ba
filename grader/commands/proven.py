"""What was proven, for people and for machines."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.markup import escape
from rich.table import Table

from grader.commands import screen
from grader.proofs import Proved
from grader.verify import Kind, Proof


def show(all_proved: Sequence[Proved], strays: Sequence[str]) -> None:
    """A matrix of cases by criteria for each exercise, what learners would read, and what is not proven."""
    for proved in all_proved:
        if not proved.mistake:
            _show_matrix(proved)
            _show_messages(proved)
            _show_mutants(proved)
    _show_rates(all_proved)
    for line in _problems(all_proved, strays):
        screen.out.print(f"[red]✗[/red] {escape(line)}")
    cases = [proof for proved in all_proved for proof in proved.cases]
    right = sum(not proof.problems for proof in cases)
    screen.out.print(f"{right:,} of {len(cases):,} cases prove what they should.")


def _show_matrix(proved: Proved) -> None:
    criteria = proved.cases[0].verdicts
    table = Table("", "", *criteria, title=proved.exercise, title_justify="left")
    for proof in proved.cases:
        table.add_row(proof.kind, escape(proof.name), *(screen.MARKS[verdict] for verdict in proof.verdicts.values()))
    screen.out.print(table)


def _show_messages(proved: Proved) -> None:
    """The text a learner would see for each wrong answer."""
    for proof in proved.cases:
        if proof.kind is Kind.WRONG:
            for message in proof.messages.values():
                screen.out.print(f"  [dim]{escape(proof.name)}:[/dim] {escape(message)}")


def _show_mutants(proved: Proved) -> None:
    """What became of the mutants, and each that nobody noticed, its line before and after."""
    if not proved.mutants:
        return
    screen.out.print(f"  [dim]mutants:[/dim] {escape(str(proved.rate))}")
    for proof in proved.survivors:
        screen.out.print(f"  [dim]survives:[/dim] {escape(proof.says)}  [dim]{escape(proof.name)}[/dim]")


def _show_rates(all_proved: Sequence[Proved]) -> None:
    """The kill rate of each exercise and of the course."""
    mutated = [proved for proved in all_proved if proved.mutants]
    if len(mutated) < 2:  # noqa: PLR2004 - of one the rate is said already
        return
    table = Table("exercise", "mutants", "fail", "exempt", "survive", "kill rate", box=box.SIMPLE)
    rates = [(proved.exercise, proved.rate) for proved in mutated]
    return None
