"""From an exercise's rubric to the one request that its probe gets.

What is asked follows from the parameters' types (`grader.checks.parameters`). An ask that anyone may share, such as
"describe `y`", is keyed by the name; one that belongs to a criterion by `criterion/name`.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import cast

from grader.checks import CHECKS, hidden
from grader.checks.parameters import Cases, Wants, wants
from grader.errors import SpecError
from grader.evidence import MAX_SIZE, Array, Ask, Call, Look, Predict, Replay, Request
from grader.model import Criterion, Exercise


def plan(exercise: Exercise, *, salt: bytes, inputs: Mapping[str, Array], images: Mapping[str, Array]) -> Request:
    """All that an exercise's probe is asked; the answer cells of a replay are the run's to fill in.

    `inputs` holds the reference's values of `replay_inputs(exercise)`, `images` each data set's held-out images in
    stored order, float32 (images, …) from 0 to 1 or uint8 to be scaled so. Raises `SpecError` where the reference
    leaves no array under a replayed name.
    """
    digest = hidden.digest(exercise)
    shows_models = any(want in {Wants.MODEL, Wants.PREDICTOR} for one in exercise.rubric for want in _wanted(one))
    asks: dict[str, Ask] = {}
    replays = []
    for criterion in exercise.rubric:
        asks |= _asks(criterion, salt, digest, images)
        if criterion.replay:
            replays.append(_replay(exercise, criterion, salt, digest, inputs))
    return Request(
        asks=asks,
        grid=hidden.grid(hidden.generator(salt, "grid", digest)),
        array_bytes=_array_bytes(exercise, asks, replays),
        seed=int(hidden.generator(salt, "models", digest).integers(MAX_SIZE)) if shows_models else None,
        replays=tuple(replays),
    )


def replay_inputs(exercise: Exercise) -> tuple[str, ...]:
    """Names whose values in the reference `plan` needs, each once, in the rubric's order."""
    return tuple(dict.fromkeys(name for criterion in exercise.rubric for name in criterion.replay))


def observed(criterion: Criterion) -> tuple[str, ...]:
    """The learner's names that a criterion looks at."""
    return tuple(str(criterion.params[parameter]) for parameter in wants(CHECKS[criterion.check]))


def _wanted(criterion: Criterion) -> Iterable[Wants]:
    return wants(CHECKS[criterion.check]).values()


def _asks(criterion: Criterion, salt: bytes, digest: str, images: Mapping[str, Array]) -> dict[str, Ask]:
    """What one criterion asks of the run as it ended."""
    asks: dict[str, Ask] = {}
    for parameter, want in wants(CHECKS[criterion.check]).items():
        name = str(criterion.params[parameter])
        match want:
            case Wants.FUNCTION:
                specifications = cast("Cases", criterion.params["arguments"])
                random = hidden.generator(salt, digest, criterion.id)
                asks[f"{criterion.id}/{name}"] = Call(name=name, arguments=hidden.cases(random, specifications))
            case Wants.PREDICTOR:
                data = str(criterion.params["data"])
                shown = hidden.in_shown_order(images[data].numpy(), salt=salt, data=data)
                asks[f"{criterion.id}/{name}"] = Predict(name=name, images=Array.of(shown))
                asks[name] = Look(name=name)  # so that the model can be put together anew, and predict there too
            case _:
                asks[name] = Look(name=name)
    return asks


def _replay(exercise: Exercise, criterion: Criterion, salt: bytes, digest: str, inputs: Mapping[str, Array]) -> Replay:
    for name in criterion.replay:
        if name not in inputs or inputs[name].data is None:
            raise SpecError(_no_input(exercise, criterion, name, inputs))
    random = hidden.generator(salt, digest, criterion.id)
    return Replay(
        inputs=hidden.rebound(random, criterion.replay, inputs),
        cells=(),
        asks={f"{criterion.id}/{name}": Look(name=name) for name in observed(criterion)},
    )


def _no_input(exercise: Exercise, criterion: Criterion, name: str, inputs: Mapping[str, Array]) -> str:
    nearest = get_close_matches(name, [other for other in inputs if other != name], n=1)
    guess = f"; did you mean '{nearest[0]}'?" if nearest else ""
    return (
        f"{exercise.id}.toml: criterion '{criterion.id}': key 'replay': "
        f"the reference leaves no array called '{name}'{guess}"
    )


def _array_bytes(exercise: Exercise, asks: Mapping[str, Ask], replays: list[Replay]) -> int:
    """The most bytes one array may bring, so that all together, a third longer in base64, fit into one message.

    A model with its weights counts as one. The series of a history are few numbers, and count as none.
    """
    of_histories = {name for one in exercise.rubric if Wants.HISTORY in _wanted(one) for name in observed(one)}
    everything = [ask for key, ask in asks.items() if key not in of_histories]
    everything += [ask for replay in replays for ask in replay.asks.values()]
    arrays = sum(len(ask.arguments) if isinstance(ask, Call) else 1 for ask in everything)
    return exercise.limits.evidence_mib * 2**20 // 2 // max(arrays, 1)
