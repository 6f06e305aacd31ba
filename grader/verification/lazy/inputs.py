"""Inputs that the learner may choose, chosen so that the result needs no computing."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.evidence import Tensor
from grader.verification.lazy import values
from grader.verification.lazy.answer import LazyAnswer, Shortcut, Style
from grader.verification.lazy.asked import Task
from grader.verification.lazy.objects import stand_in

Code = Callable[[Tensor], str]
"""From what the reference left under a name to code for something of the same kind."""


def chosen_inputs(task: Task) -> Iterator[LazyAnswer]:
    """Answers in which all inputs hold zeros, NaN or nothing at all, and the results what follows from those."""
    evidence = task.prepared.reference.evidence
    names = sorted({name for one in task.rubric for name in _listed(one.params.get("own"))})
    own = {name: seen for name in names if isinstance(seen := evidence.seen.get(name), Tensor)}
    for what, start, result in _WAYS if own else ():
        chosen = {name: start(seen) for name, seen in own.items()}
        yield LazyAnswer(shortcut=Shortcut.INPUTS, what=what, fragment=_fragment(task, chosen, result))


def _fragment(task: Task, chosen: Mapping[str, str], result: Code) -> str:
    """The inputs, then what follows from them; zeros for whatever else is asked for."""
    judged = {one.params["of"] for one in task.rubric if one.params.get("own")}
    parts: dict[int, list[str]] = {0: [f"{name} = {code}" for name, code in chosen.items()]}
    for one in task.asked:
        if one.name not in chosen:
            follows = result(one.seen) if one.name in judged and isinstance(one.seen, Tensor) else None
            made = f"{one.name} = {follows}" if follows else stand_in(task, one, Style.ZEROS)
            parts.setdefault(one.blank, []).append(made)
    return task.fragment({number: "\n".join(lines) for number, lines in parts.items()})


def _half(seen: Tensor) -> str:
    return values.convert_kind(seen, f"np.full({seen.array.shape}, 0.5, {seen.array.dtype!r})")


def _empty(seen: Tensor) -> str:
    """The same kind and dtype without a single number."""
    shape = (0, *seen.array.shape[1:])
    return values.convert_kind(seen, f"np.zeros({shape}, {seen.array.dtype!r})")


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _all(style: Style) -> Code:
    return lambda seen: values.tensor(seen, style)


_WAYS: Sequence[tuple[str, Code, Code]] = (
    ("zeros, result zero", _all(Style.ZEROS), _all(Style.ZEROS)),
    ("zeros, result one half", _all(Style.ZEROS), _half),
    ("zeros, result one", _all(Style.ZEROS), _all(Style.ONES)),
    ("NaN, result NaN", _all(Style.NAN), _all(Style.NAN)),
    ("empty, result empty", _empty, _empty),
)
"""What they are called, the inputs, and what follows from those."""
