"""Lazy answers: generated code that avoids an exercise's work, to see how many points it earns nevertheless.

They are made from the reference and from the results of its run. `lazy.toml` defines how many points they may earn,
with a reason (`grader.verification.exemptions.grants`). Begin with `lazy_answers`.

asked      the names that an exercise asks for, and the definition of a `LazyAnswer`
objects    binds every required name to something of the right kind without doing the work, or chooses the inputs
dead_code  writes results as literals, or puts the requested code where it has no effect
training   leaves out `fit`
cases      lazy answers as cases of verification
"""

from collections.abc import Iterator

from grader.judging.judge import PreparedExercise
from grader.verification.lazy.asked import LazyAnswer, Shortcut, Style, Task
from grader.verification.lazy.dead_code import dead_code, typed_answers
from grader.verification.lazy.objects import chosen_inputs, uniform_fragment
from grader.verification.lazy.training import untrained_answers


def lazy_answers(prepared: PreparedExercise) -> tuple[LazyAnswer, ...]:
    """All lazy answers to an exercise, each once. Raises `SpecError` if its reference is malformed."""
    task = Task.from_prepared(prepared)
    found: dict[str, LazyAnswer] = {}
    for one in _every(task):
        found.setdefault(one.fragment, one)
    return tuple(found.values())


def _every(task: Task) -> Iterator[LazyAnswer]:
    for style in (Style.ZEROS, Style.NAN):
        yield LazyAnswer(shortcut=Shortcut.PLACEHOLDER, what=style.value, fragment=uniform_fragment(task, style))
    yield from typed_answers(task)
    if (given := uniform_fragment(task, Style.GIVEN)) != uniform_fragment(task, Style.NOISE):
        yield LazyAnswer(shortcut=Shortcut.GIVEN, what="under the asked names", fragment=given)
    yield from chosen_inputs(task)
    yield from untrained_answers(task)
    yield from dead_code(task)
