"""What lazy answers earn, for people and for machines."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.markup import escape
from rich.table import Column, Table

from grader.commands import console
from grader.util.text import pluralize
from grader.verification.cache import ExerciseProof
from grader.verification.lazy.cases import LazyScore, best_scores
from grader.verification.records import Proof


def print_lazy_answers(all_proved: Sequence[ExerciseProof]) -> None:
    """A line for each exercise and shortcut; of several answers the one that earns most stands for all."""
    mutated = [one for proved in all_proved for one in best_scores(proved.lazy)]
    if not mutated:
        return
    numbers = (Column(name, justify="right") for name in ("earns", "granted"))
    table = Table("exercise", "lazy answer", *numbers, "why", box=box.SIMPLE)
    for one in mutated:
        table.add_row(*_columns(one))
    console.print_table(table)
    console.out.print(_together(mutated, all_proved))


def _columns(one: LazyScore) -> Iterator[str]:
    lazy = one.lazy
    yield one.exercise
    yield escape(one.best.name)
    earns = f"{lazy.earned} of {lazy.possible}"
    yield f"[red]{earns}[/red]" if lazy.earned > lazy.granted else earns
    yield str(lazy.granted)
    yield escape(f"raises {lazy.raised:.60}" if lazy.raised else lazy.why)


def _together(found: Sequence[LazyScore], all_proved: Sequence[ExerciseProof]) -> str:
    """The sum of all grants; and what somebody gets who hands in the best lazy answer everywhere."""
    possible = {one.exercise: one.lazy.possible for one in found}
    best = {name: max(one.lazy.earned for one in found if one.exercise == name) for name in possible}
    answers = sum(len(proved.lazy) for proved in all_proved)
    granted = [one.lazy.granted for one in found if one.lazy.granted]
    shares = f"{pluralize(sum(granted), 'point')}, in {pluralize(len(granted), 'grant')}"
    return (
        f"{pluralize(answers, 'lazy answer')}; the best of each exercise earn {sum(best.values())} of "
        f"{pluralize(sum(possible.values()), 'point')}. Granted: {shares}."
    )


def lazy_answer_json(proof: Proof) -> dict[str, object]:
    """One lazy answer, as JSON has it."""
    lazy = proof.lazy
    assert lazy is not None, "a lazy answer says what it may earn"
    fields = ("earned", "possible", "granted", "why", "raised")
    return {
        "shortcut": lazy.shortcut,
        "name": proof.name,
        **{name: getattr(lazy, name) for name in fields},
        "verdicts": proof.verdicts,
        "worked_for": sorted(lazy.worked_for),
        "cpu_s": proof.used.cpu_s,
        "code": proof.says,
    }
