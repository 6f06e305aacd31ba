"""Makes the single request to an exercise's probe from its rubric.

The requests follow from the parameters' types (`grader.judging.checks.parameters`). A part that criteria can share,
such as "describe `y`", has the name as its key; a part that belongs to one criterion has `criterion/name`. This module
also finds which of the learner's names a criterion looks at, starts from, or rebinds to hidden values.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast, get_args

import msgspec
import numpy as np

from grader.errors import KernelFault, SpecError
from grader.evidence import (
    MAX_SIZE,
    Array,
    Ask,
    CountLeft,
    Dataset,
    Describe,
    Evidence,
    HiddenExamples,
    HiddenModel,
    Layers,
    Replaceable,
    Replay,
    Request,
    StoredExamples,
    Tensor,
    encode,
)
from grader.judging.checks import CHECKS, hidden_inputs
from grader.judging.checks.findings import ALONE, AS_FOUND, LEFT, ORIGIN, SPOILT, WHOLE, WITHOUT
from grader.judging.checks.parameters import (
    Asking,
    Injected,
    IntermediateStep,
    Observes,
    Rerun,
    SeenDataSet,
    Want,
    injected_parameters,
    learner_names,
    observed_parameters,
    rerun_parameters,
)
from grader.model import Criterion, Exercise
from grader.util.text import did_you_mean


def replay_inputs(exercise: Exercise) -> tuple[str, ...]:
    """Names whose values in the reference are needed by `plan`, each once, in the rubric's order."""
    return tuple(dict.fromkeys(name for criterion in exercise.rubric for name in rebound_names(criterion)))


def rebound_names(criterion: Criterion) -> tuple[str, ...]:
    """The names that a criterion's replay rebinds to hidden values: `replay`, or else the names of the learner's
    choice.

    Without this it would be judged only by values such as zeros, for which any formula gives the right number. A check
    that can't be replayed has no such names.
    """
    replayed = Injected.INPUTS in injected_parameters(CHECKS[criterion.check]).values()
    return (criterion.replay or own_value_names(criterion)) if replayed else ()


def reference_looks(exercise: Exercise) -> dict[str, Ask]:
    """The requests, by key, that only a reference gets, in addition to all that a learner's run gets."""
    drawn = {name for criterion in exercise.rubric if (name := str(criterion.params.get("drawn", "")))}
    looks: dict[str, Ask] = {name: Describe(name=name) for name in replay_inputs(exercise)}
    return looks | {WHOLE + name: Describe(name=name, whole=True) for name in sorted(drawn)}


def asked_names(exercise: Exercise) -> frozenset[str]:
    """The learner's names that any criterion looks at or starts from."""
    return frozenset(name for one in exercise.rubric for name in (*observed_names(one), *own_value_names(one)))


def observed_names(criterion: Criterion) -> tuple[str, ...]:
    """The learner's names that a criterion looks at."""
    return tuple(name for want, name in _wants(criterion) if want is not Observes.OWN)


def own_value_names(criterion: Criterion) -> tuple[str, ...]:
    """The names from which a criterion's answer starts and whose values the learner chooses."""
    return tuple(name for want, name in _wants(criterion) if want is Observes.OWN)


def _wants(criterion: Criterion) -> Iterator[tuple[Want, str]]:
    """What a criterion needs observed, with each of the learner's names for which it needs that."""
    for parameter, want in observed_parameters(CHECKS[criterion.check]).items():
        yield from ((want, name) for name in learner_names(criterion.params.get(parameter, [])))


def intermediate_steps(criterion: Criterion) -> list[IntermediateStep]:
    """The intermediate steps that a criterion compares; empty if it has none."""
    return cast("list[IntermediateStep]", criterion.params.get("steps", []))


_FLOATS = frozenset(["float32", "float64"])
_SHOWS_MODELS = frozenset(
    {Observes.MODEL, Observes.WEIGHTS, Observes.COMPILED, Observes.PREDICTOR, Observes.VALIDATED, Observes.FILE}
)

_STORED = frozenset(get_args(SeenDataSet))
"""Data sets that a replay can replace by others."""
_LOOPS = frozenset(["for", "while", "comprehension"])
"""Names that can't be removed from code."""
_EFFECTS = frozenset(["add", "clear_session"])
"""The last words of the names of functions that have an effect but no result."""

INTERMEDIATE_BYTES = 2**18
"""The most bytes of the steps on the way to an answer."""


def plan(exercise: Exercise, *, salt: bytes, inputs: Mapping[str, Replaceable], images: Mapping[str, Array]) -> Request:
    """The request for an exercise's probe; the run fills in the answer cells of its replays.

    `inputs` holds the reference's values of `replay_inputs(exercise)`, `images` each data set's held-out images in
    stored order, float32 (images, …) from 0 to 1 or uint8 to be scaled so. Raises `SpecError` if the reference leaves
    neither an array nor single examples under a replayed name.
    """
    digest = hidden_inputs.exercise_digest(exercise)
    replays = [
        again for one in exercise.rubric for again in _replays(one, _replay(exercise, one, salt, digest, inputs))
    ]
    return _request(exercise, salt, images, replays)


def _request(exercise: Exercise, salt: bytes, images: Mapping[str, Array], replays: list[Replay]) -> Request:
    """Everything that an exercise's probe is asked, with these replays."""
    digest = hidden_inputs.exercise_digest(exercise)
    shows_models = any(want in _SHOWS_MODELS for one in exercise.rubric for want, _ in _wants(one))
    asks: dict[str, Ask] = {}
    for criterion in exercise.rubric:
        asks |= _asks(criterion, salt, digest, images)
    replays = [*replays, *map(_left_out, (one for one in exercise.rubric if one.params.get("without")))]
    return Request(
        asks=asks,
        grid=hidden_inputs.grid(hidden_inputs.generator(salt, "grid", digest)),
        array_bytes=_array_bytes(exercise, asks, replays),
        intermediate_bytes=min(INTERMEDIATE_BYTES, exercise.limits.evidence_mib * 2**20 // 8),
        seed=int(hidden_inputs.generator(salt, "models", digest).integers(MAX_SIZE)) if shows_models else None,
        replays=_joined(replays),
    )


def _joined(replays: Iterable[Replay]) -> tuple[Replay, ...]:
    """The replays; replays on the same hidden inputs are joined, because training or predicting again takes time."""
    found: list[Replay] = []
    for replay in replays:
        alike = (place for place, other in enumerate(found) if _on(replay) == _on(other))
        if (place := next(alike, None)) is None:
            found.append(replay)
        else:
            other = found[place]
            asks, origins = other.asks | replay.asks, other.origins | replay.origins
            found[place] = msgspec.structs.replace(other, asks=asks, origins=origins)
    return tuple(found)


def _on(replay: Replay) -> object:
    """A key of what a replay rebinds, with its values, and what else it does."""
    again = {ask.name for ask in replay.asks.values()} & replay.inputs.keys()
    others = (replay.datasets, replay.models, replay.stored, replay.as_found, replay.taken_out, replay.passing)
    return replay.inputs, again, others


def fingerprint(exercise: Exercise, *, salt: bytes, images: Mapping[str, Array]) -> bytes:
    """Bytes that change whenever the result of `plan` or `plan_reference` would, except because of a run.

    How strictly a criterion judges does not change them.
    """
    again = [
        (
            criterion.id,
            criterion.replay,
            observed_names(criterion),
            own_value_names(criterion),
            [step["name"] for step in intermediate_steps(criterion)],
            [(mark.name, criterion.params.get(key)) for mark, key in rerun_parameters(CHECKS[criterion.check]).items()],
        )
        for criterion in exercise.rubric
        if rebound_names(criterion) or Rerun.TAKEN_OUT in rerun_parameters(CHECKS[criterion.check])
    ]
    return encode(_request(exercise, salt, images, [])) + msgspec.json.encode(again)


def plan_reference(request: Request, exercise: Exercise, learner: Evidence, reference: Evidence) -> Request | None:
    """The request for the reference's run if its answer starts from the learner's own values.

    None if no criterion is judged so, or if the learner's values equal the reference's or are of a different kind.
    """
    replays = []
    for criterion in exercise.rubric:
        mine = {name: _array(learner, name) for name in own_value_names(criterion)}
        theirs = {name: _array(reference, name) for name in own_value_names(criterion)}
        if mine != theirs and all(_alike(mine[name], theirs[name]) for name in mine):
            names = (*observed_names(criterion), *(step["name"] for step in intermediate_steps(criterion)))
            asks: dict[str, Ask] = {f"{criterion.id}/{name}": Describe(name=name) for name in names}
            values = {name: _cast(mine[name], theirs[name]) for name in mine}
            replays.append(Replay(inputs=values, cells=(), asks=asks))
    return msgspec.structs.replace(request, asks={}, seed=None, replays=tuple(replays)) if replays else None


def changed_inputs(criterion: Criterion, learner: Evidence, reference: Evidence) -> tuple[str, ...]:
    """The names whose values the learner chooses for a criterion and that differ from the reference's."""
    return tuple(name for name in own_value_names(criterion) if _array(learner, name) != _array(reference, name))


def _array(evidence: Evidence, name: str) -> Array | None:
    seen = evidence.seen.get(name)
    return seen.array if isinstance(seen, Tensor) and seen.array.data is not None else None


def _alike(mine: Array | None, theirs: Array | None) -> bool:
    """Whether the reference can start from a value instead of its own: any real numbers are accepted for float32."""
    if mine is None or theirs is None or mine.shape != theirs.shape:
        return False
    return mine.dtype == theirs.dtype or theirs.dtype in _FLOATS


def _cast(mine: Array | None, theirs: Array | None) -> Array:
    assert mine is not None, "alike to the reference's"
    assert theirs is not None, "of the reference"
    if mine.dtype == theirs.dtype:
        return mine
    with np.errstate(over="ignore"):
        return Array.from_values(mine.numpy().astype(theirs.dtype))


def _asks(criterion: Criterion, salt: bytes, digest: str, images: Mapping[str, Array]) -> dict[str, Ask]:
    """The requests of one criterion about the run as it ended, by key."""

    def held_out(data: str) -> Array:
        return Array.from_values(hidden_inputs.shuffle_held_out(images[data].numpy(), salt=salt, data=data))

    asks: dict[str, Ask] = {name: Describe(name=name) for name in own_value_names(criterion)}
    for want, name in _wants(criterion):
        if want.alone:
            random = hidden_inputs.generator(salt, digest, criterion.id)
            asks[f"{criterion.id}/{name}"] = want.alone(Asking(name, criterion.params, random, held_out))
        asks |= {prefix + name: ask(name=name) for prefix, ask in want.shared.items()}
    return asks


def _replays(criterion: Criterion, replay: Replay) -> Iterable[Replay]:
    """Everything for which a criterion needs its cells run again; `replay` runs them on its hidden inputs."""
    wants, change = rerun_parameters(CHECKS[criterion.check]), msgspec.structs.replace
    if rebound_names(criterion):
        yield replay
    if Rerun.AS_FOUND in wants and (replay.inputs or replay.models):
        yield _asked_as(change(replay, as_found=True), AS_FOUND)
    if Rerun.ALONE in wants and criterion.params.get(wants[Rerun.ALONE]):
        for name, array in [*replay.inputs.items()][:1]:
            yield _asked_as(change(replay, inputs={name: array}, origins={}), ALONE.format(name))
    if Rerun.TAKEN_OUT in wants:
        names = [one for one in cast("list[str]", criterion.params[wants[Rerun.TAKEN_OUT]]) if one not in _LOOPS]
        yield from (_without(criterion, replay, tuple(names)),) if names else ()


def _asked_as(replay: Replay, what: str) -> Replay:
    """The replay, with a word before the name in the keys of its requests."""
    asks, origins = (
        {f"{key.rpartition('/')[0]}/{what}{ask.name}": ask for key, ask in some.items()}
        for some in (replay.asks, replay.origins)
    )
    return msgspec.structs.replace(replay, asks=asks, origins=origins)


def _without(criterion: Criterion, replay: Replay, names: tuple[str, ...]) -> Replay:
    """A replay of the cells without what they were asked to use, on hidden inputs if there are any."""
    of = observed_names(criterion)
    asks: dict[str, Ask] = {f"{criterion.id}/{SPOILT}{name}": Describe(name=name) for name in of}
    origins = {f"{criterion.id}/{SPOILT}{ORIGIN}{ask.name}": ask for ask in replay.origins.values()}
    if _EFFECTS.intersection(one.rpartition(".")[2] for one in names):
        asks, origins = {f"{criterion.id}/{LEFT}{name}": CountLeft(name=name) for name in of}, {}
    return msgspec.structs.replace(replay, asks=asks, origins=origins, taken_out=names)


def _replay(
    exercise: Exercise, criterion: Criterion, salt: bytes, digest: str, inputs: Mapping[str, Replaceable]
) -> Replay:
    values, datasets = dict[str, Array](), dict[str, HiddenExamples]()
    models, stored = dict[str, HiddenModel](), dict[str, StoredExamples]()
    # One replay serves all criteria with the same names.
    first = next(one.id for one in exercise.rubric if rebound_names(one) == rebound_names(criterion))
    random = hidden_inputs.generator(salt, digest, first)
    for name in rebound_names(criterion):
        match inputs.get(name):
            case Array(data=bytes()) as array:
                values |= hidden_inputs.draw_inputs(random, [name], {name: array})
            case Dataset() as given if drawn := hidden_inputs.examples_like(
                hidden_inputs.generator(salt, "examples", digest, name), given
            ):
                datasets[name] = drawn  # these are the same for all criteria
            case Layers():
                models[name] = HiddenModel(seed=int(random.integers(MAX_SIZE)))
            case None if name in _STORED:
                stored[name] = hidden_inputs.stored_examples(hidden_inputs.generator(salt, "stored", digest))
            case Dataset(ended="late"):
                raise KernelFault(f"{exercise.id}: this machine is too busy to go through {name!r} in time")
            case _:
                raise SpecError(_no_input(exercise, criterion, name, inputs))
    made = (name for want, name in _wants(criterion) if want in {Observes.VALUE, Observes.DATASET})
    looks: dict[str, Ask] = {name: Describe(name=name) for name in made}  # and not with a model that makes them
    may_be_made = {name for one in exercise.rubric for name in own_value_names(one)}.intersection(
        rebound_names(criterion)
    )
    again = looks if may_be_made else {}
    return Replay(
        inputs=values,
        datasets=datasets,
        models=models,
        stored=stored,
        cells=(),
        asks={f"{criterion.id}/{name}": look for name, look in looks.items()},
        origins={f"{criterion.id}/{ORIGIN}{name}": look for name, look in again.items()},
    )


def _left_out(criterion: Criterion) -> Replay:
    """The replay in which a model that changes the examples of a pipeline gives back its input."""
    of, without = str(criterion.params["of"]), str(criterion.params["without"])
    key = f"{criterion.id}/{WITHOUT}{of}"
    return Replay(inputs={}, passing=(without,), cells=(), asks={key: Describe(name=of)})


def _no_input(exercise: Exercise, criterion: Criterion, name: str, inputs: Mapping[str, Replaceable]) -> str:
    guess = did_you_mean(name, [other for other in inputs if other != name])
    return (
        f"{exercise.id}.toml: criterion '{criterion.id}': key '{'replay' if criterion.replay else 'own'}': "
        f"the reference leaves no array and no single examples called '{name}'{guess}"
    )


def _array_bytes(exercise: Exercise, asks: Mapping[str, Ask], replays: list[Replay]) -> int:
    """The most bytes that one array may have, so that all of them, a third longer in base64, fit into one message.

    A model with its weights counts as one array. The series of a history, hidden examples, and the digests of what
    `fit` was given are small and do not count.
    """
    of_histories = {name for one in exercise.rubric for want, name in _wants(one) if want is Observes.HISTORY}
    everything: list[Ask] = [ask for key, ask in asks.items() if key not in of_histories]
    of_values = (replay for replay in replays if not replay.datasets and not replay.passing)
    everything += [ask for value in of_values for ask in (*value.asks.values(), *value.origins.values())]
    return exercise.limits.evidence_mib * 2**20 // 2 // max(sum(ask.arrays for ask in everything), 1)
