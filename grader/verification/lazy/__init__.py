"""Lazy answers: code made by machine that avoids an exercise's work, to see how many points it earns all the same.

They are made from the reference and from what its run left. What such an answer may earn stands in `lazy.toml`, with a
reason (`grader.verification.exemptions.grants`). Begin with `lazy_answers`.

asked      what an exercise asks for by name, and what a `LazyAnswer` is
objects    binds every asked name to something of the right kind that nobody worked for, or chooses the inputs
dead_code  writes results down, or puts what was asked for where it has no effect
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
    """All lazy answers to an exercise, each once. Raises `SpecError` where its reference is malformed."""
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
