"""The normal form of a model, which is the same for two spellings of one architecture.

Input layers are dropped, and so is everything that changes nothing: a linear activation, a flattening of flat input, a
dropout at rate 0. An activation that is a separate layer or function moves into the layer before it, if that has none.
On its way it may change places with a reshaping, a maximum, or a dropout if it commutes with scaling (as relu does).
Layers are in the order in which they are needed. Branches are in the order in which they come together; if that does
not matter, in an order that does not depend on spelling.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

from grader.evidence import Layer, Layers, OpenShape
from grader.judging.checks.model_graph import layers
from grader.judging.checks.model_graph.layers import compose_activations, is_ascending, is_elementwise, slopes

_MAXIMA = frozenset(f"{whole}MaxPooling{axes}D" for whole in ("", "Global") for axes in (1, 2, 3))
_COMMUTATIVE = frozenset(["Add", "Multiply", "Average", "Maximum", "Minimum"])
_WHOLE = frozenset(["int32", "int64"])
_OF_WHOLE_NUMBERS = frozenset(["Embedding", "IntegerLookup", "ReversibleEmbedding"])
"""Layers that turn their input into whole numbers."""
_GATED = frozenset(["GRU", "LSTM", "SimpleRNN"])
"""Layers whose first state is their last output."""
_TWICE = 2

StageMark = tuple[int, bytes]
"""The number of steps that lead to a stage, and a digest of it and of all these steps."""


def normal_form(model: Layers) -> tuple[layers.Stage, ...]:
    """A model's layers in normal form, each after the layers that give its inputs."""
    return _form(_Itself(model.layers), model.input_shape, model.ends)


class _Itself:
    """Marks layers that equal no others, even if they look the same: comparing all of them would take long."""

    def __init__(self, given: tuple[Layer, ...]) -> None:
        self.layers = given

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.layers is other.layers

    def __hash__(self) -> int:
        return id(self.layers)


@lru_cache(maxsize=16)  # several checks and diagnoses need the result for the same models; their weights are not kept
def _form(of: _Itself, input_shape: OpenShape | None, ends: tuple[int, ...] | None) -> tuple[layers.Stage, ...]:
    graph = _Graph(of.layers, input_shape, ends)
    for place in range(len(graph.stages)):
        graph.settle(place)
    return graph.in_order()


class _Graph:
    """A model's stages while they are brought to normal form; inputs are indices, below 0 for the model's own
    inputs.
    """

    def __init__(self, given: tuple[Layer, ...], input_shape: OpenShape | None, ends: tuple[int, ...] | None) -> None:
        self.input_shape = input_shape
        self.stages: list[layers.Stage] = []
        self.gone: dict[int, int] = {}
        """Maps the index of a dropped stage to the index of the stage that replaces it."""
        self.starts: list[OpenShape | None] = []
        """Shapes of the model's inputs."""
        for place, layer in enumerate(given):
            self._add(layer, place)
        last = (len(self.stages) - 1,)
        self.ends = tuple(self.real(end) for end in (last if ends is None else ends) if self.stages)
        self.uses = self._uses()

    def _add(self, layer: Layer, place: int) -> None:
        """Add the next layer; an input, or a layer that changes nothing, is dropped at once."""
        given = layer.inputs if layer.inputs is not None else (place - 1,)
        inputs = tuple(self.real(one) for one in given) or (-1,)
        before = self.shape_of(inputs[0])
        stage = layers.stage_of(layer, before, inputs)
        if stage.kind in _OF_WHOLE_NUMBERS:
            stage = replace(stage, inputs=tuple(map(self._uncast, inputs)))
        self.stages.append(stage)
        if stage.kind == "InputLayer":
            self.starts.append(stage.output_shape)
            self.gone[place] = -len(self.starts)
        elif stage.kind == "Output" and inputs[0] >= 0 and self._is_main_output(stage, inputs[0]):
            self.stages[inputs[0]] = replace(self.stages[inputs[0]], output_shape=stage.output_shape)
            self.gone[place] = inputs[0]
        elif len(inputs) == 1 and layers.changes_nothing(stage, before):
            self.gone[place] = inputs[0]

    def _uncast(self, place: int) -> int:
        """The stage that gives the numbers before they were made whole: an embedding makes them whole itself."""
        while place >= 0 and self.stages[place].kind == "Cast" and self.stages[place].settings.get("to") in _WHOLE:
            place = self.real(self.stages[place].inputs[0])
        return place

    def _is_main_output(self, output: layers.Stage, call: int) -> bool:
        """Whether one of several outputs is the layer's usual output: its first one, or the last state if that is
        the same.
        """
        number, giver = output.settings.get("number"), self.stages[call]
        if number == 0:
            return giver.kind in layers.RECURRENT or "Attention" in giver.kind
        return number == 1 and giver.kind in _GATED and giver.settings.get("return_sequences") is False

    def _uses(self) -> Counter[int]:
        """How many times the output of each stage is used; at least twice if the stage occurs more than once."""
        kept = [stage for place, stage in enumerate(self.stages) if place not in self.gone]
        uses = Counter(input_name for stage in kept for input_name in stage.inputs)
        uses.update(self.ends)
        for place, stage in enumerate(self.stages):
            if stage.same_as is not None:
                uses.update({place: _TWICE, stage.same_as: _TWICE})
        return uses

    def real(self, place: int) -> int:
        """The index of the stage that gives the output of a stage which may have been dropped."""
        while place in self.gone:
            place = self.gone[place]
        return place

    def shape_of(self, place: int) -> OpenShape | None:
        """The shape of the output of a stage, or of an input of the model."""
        if place >= 0:
            return self.stages[place].output_shape
        return self.starts[-1 - place] if -place <= len(self.starts) else self.input_shape

    def inputs(self, place: int) -> tuple[int, ...]:
        """The indices of the stages that go into a stage."""
        return tuple(self.real(input_name) for input_name in self.stages[place].inputs)

    def settle(self, place: int) -> None:
        """Move a reshaping or an activation to its place; all stages before it are already in theirs."""
        self._merge_padding(place)
        if place in self.gone or self.stages[place].kind not in layers.RESHAPINGS | layers.ACTIVATIONS:
            return
        while (before := self._lone_input(place)) is not None and self._lets_through(self.stages[before], place):
            self._swap(before, place)
            place = before
        if self.stages[place].kind in layers.RESHAPINGS:
            self._merge_reshaping(place)
        else:
            self._merge_activation(place)

    def _lone_input(self, place: int) -> int | None:
        """The only input of a stage, if it is the input of no other stage; None if there is no such input."""
        inputs = self.inputs(place)
        return inputs[0] if len(inputs) == 1 and inputs[0] >= 0 and self.uses[inputs[0]] == 1 else None

    def _lets_through(self, before: layers.Stage, place: int) -> bool:
        """Whether a stage may just as well come after the one at `place`."""
        if self.stages[place].kind in layers.RESHAPINGS:
            return before.kind in layers.DROPOUTS and "noise_shape" not in before.settings
        function = self.stages[place].activation
        if function is None:
            return False
        if before.kind in layers.DROPOUTS:
            return slopes(function) is not None
        return (before.kind in layers.RESHAPINGS and is_elementwise(function)) or (
            before.kind in _MAXIMA and is_ascending(function)
        )

    def _swap(self, before: int, place: int) -> None:
        """Let two stages change places, so that the one at `place` comes first."""
        mover, other = self.stages[place], self.stages[before]
        shape = mover.output_shape if mover.kind in layers.RESHAPINGS else self.shape_of(self.inputs(before)[0])
        self.stages[before] = replace(mover, inputs=other.inputs, output_shape=shape)
        self.stages[place] = replace(other, inputs=mover.inputs, output_shape=mover.output_shape)

    def _merge_padding(self, place: int) -> None:
        before = self._lone_input(place) if place not in self.gone else None
        if before is not None and (convolution := layers.absorb_padding(self.stages[before], self.stages[place])):
            self.stages[place] = convolution
            self._drop(before)

    def _merge_reshaping(self, place: int) -> None:
        before = self._lone_input(place)
        if before is not None and self.stages[before].kind in layers.RESHAPINGS:
            self._drop(before)
        elif before is not None and (flat := layers.absorb_flatten(self.stages[before], self.stages[place])):
            self.stages[before] = flat
        if layers.changes_nothing(self.stages[place], self.shape_of(self.inputs(place)[0])):
            self._drop(place)

    def _merge_activation(self, place: int) -> None:
        before, second = self._lone_input(place), self.stages[place].activation
        if before is None or second is None:
            return
        first = self.stages[before]
        alone = first.linear and first.kind not in layers.ACTIVATIONS
        both = second if alone else first.activation and compose_activations(first.activation, second)
        if both is not None:
            self.stages[before] = replace(first, activation=both, linear=False)
            self._drop(place)

    def _drop(self, place: int) -> None:
        """Drop a stage, so that its input takes its place."""
        stands = self.inputs(place)[0]
        self.uses[stands] += self.uses[place] - 1
        self.gone[place] = stands

    def in_order(self) -> tuple[layers.Stage, ...]:
        """The stages that the outputs need, each after the stages that give its inputs."""
        marks = self._marks()
        order: dict[int, int] = {}
        ahead = [self.real(end) for end in reversed(self.ends)]
        while ahead:
            place = ahead[-1]
            missing = [one for one in self._sorted(place, marks) if one >= 0 and one not in order]
            if missing:
                ahead.extend(reversed(missing))
            else:
                ahead.pop()
                order.setdefault(place, len(order)) if place >= 0 else None
        return tuple(self._placed(place, order, marks) for place in order)

    def _placed(self, place: int, order: Mapping[int, int], marks: Mapping[int, StageMark]) -> layers.Stage:
        stage = self.stages[place]
        inputs = tuple(order.get(one, one) for one in self._sorted(place, marks))
        shared = None if stage.same_as is None else order.get(stage.same_as)
        gives = tuple(number for number, end in enumerate(self.ends) if self.real(end) == place)
        return replace(stage, inputs=inputs, same_as=shared, gives=gives)

    def _sorted(self, place: int, marks: Mapping[int, StageMark]) -> tuple[int, ...]:
        """The inputs of a stage; if their order does not matter, in an order that does not depend on spelling."""
        if place < 0:
            return ()
        if self.stages[place].kind in _COMMUTATIVE:
            return tuple(sorted(self.inputs(place), key=lambda one: marks.get(one, (0, str(one).encode()))))
        return self.inputs(place)

    def _marks(self) -> dict[int, StageMark]:
        """A mark for each stage, by which branches are sorted."""
        marks: dict[int, StageMark] = {}
        for place, stage in enumerate(self.stages):
            if place not in self.gone:
                before = [marks.get(one, (0, str(one).encode())) for one in self._sorted(place, marks)]
                words = "\0".join(sorted(stage.signature)).encode(errors="replace")
                text = b"\0".join([words, *(digest for _, digest in before)])
                marks[place] = 1 + max((steps for steps, _ in before), default=0), sha256(text).digest()
        return marks
