"""Code for objects of the right kind under the required names, without doing the work.

It makes numbers and strings that are not computed; data sets without the requested contents; models, layers and classes
of models that are not built; histories and files. `fragment` combines them to an answer. `chosen_inputs` works
differently: if the learner may choose the inputs, it chooses them so that the result needs no computing.
"""

import ast
import base64
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from grader import evidence
from grader.evidence import DTYPES, Array, Behaviour, Component, Dataset, Layers, Predictions, Tensor
from grader.judging.checks.parameters import Observes
from grader.util.lazy_mapping import grouped
from grader.verification.lazy.asked import AskedName, LazyAnswer, Shortcut, Style, Task

FEW = 12
"""The most numbers that are written one by one; more are packed."""
MANY = 4_096
"""The most numbers that are typed in at all."""

_FLOATING: Mapping[Style, str] = {
    Style.ZEROS: "np.zeros({shape}, {dtype!r})",
    Style.ONES: "np.ones({shape}, {dtype!r})",
    Style.NAN: "np.full({shape}, np.nan, {dtype!r})",
    Style.NOISE: "np.random.uniform(0, 1, {shape}).astype({dtype!r})",
}
_WHOLE: Mapping[Style, str] = {
    **_FLOATING,
    Style.NAN: _FLOATING[Style.ZEROS],
    Style.NOISE: "np.random.randint(0, 10, {shape}).astype({dtype!r})",
}


def array_code(shape: tuple[int, ...], dtype: str, style: Style) -> str:
    """NumPy code for an array of that shape and dtype; noise if the style has no numbers."""
    forms = _FLOATING if np.issubdtype(np.dtype(dtype), np.floating) else _WHOLE
    return forms.get(style, forms[Style.NOISE]).format(shape=shape, dtype=dtype)


def tensor(seen: Tensor, style: Style) -> str:
    """Code for a value of the same kind, shape and dtype."""
    if style is Style.TYPED and is_typeable(seen):
        return convert_kind(seen, literal(seen.array))
    return convert_kind(seen, array_code(seen.array.shape, seen.array.dtype, style))


def is_typeable(seen: Tensor) -> bool:
    """Whether somebody could type the value in."""
    return seen.array.data is not None and int(np.prod(seen.array.shape)) <= MANY


def literal(array: Array) -> str:
    """NumPy code that contains the exact values."""
    values = array.numpy()
    if values.size > FEW:
        packed = base64.b64encode(zlib.compress(values.tobytes(), 9)).decode()
        unpacked = f'zlib.decompress(base64.b64decode("{packed}"))'
        return f"np.frombuffer({unpacked}, {array.dtype!r}).reshape({array.shape})"
    listed = repr(values.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    return f"np.array({listed}, {array.dtype!r})"


def convert_kind(seen: Tensor, code: str) -> str:
    """Converts code for a NumPy array to code for a tensor, a variable or a number, depending on the kind."""
    forms = {"tensor": "tf.constant({})", "variable": "tf.Variable({})", "number": "{}[()]", "list": "{}.tolist()"}
    return forms.get(seen.kind, "{}").format(code)


_EMPTY = frozenset([Style.ZEROS, Style.ONES, Style.NAN])
"""Styles that leave a pipeline's steps out."""


def dataset(task: Task, name: str, seen: Dataset, style: Style) -> str:
    """As many examples with the same shapes and dtypes in batches of the same size; for noise, with the other steps."""
    sizes = seen.first.sizes.numpy()
    count, batch = int(sizes.sum()), int(sizes.max(initial=1))
    parts = [_component(component, count, batched=seen.batched, style=style) for component in seen.components]
    steps = [f".batch({batch})"] if seen.batched else []
    if style not in _EMPTY:
        shuffled = any(step.kind == "shuffle" for step in seen.steps)
        steps = [f".shuffle({count})"] * shuffled + steps + list(_mapped(task, name))
    return f"{name} = tf.data.Dataset.from_tensor_slices({_structure(seen, parts)}){''.join(steps)}"


def _mapped(task: Task, name: str) -> Iterator[str]:
    """Yield steps that change nothing, or that make new noise in each pass if examples must vary."""
    varies = any(one.check == "dataset_varies" and one.params.get("of") == name for one in task.rubric)
    yield ".map(lambda x, *y: (tf.random.uniform(tf.shape(x)), *y))" if varies else ".map(lambda *parts: parts)"
    yield ".prefetch(1)"


def _component(one: Component, count: int, *, batched: bool, style: Style) -> str:
    """An array with one component of all examples."""
    inner = (one.shape or ())[1:] if batched else (one.shape or ())
    shape = (count, *(axis or 1 for axis in inner))
    return array_code(shape, one.dtype, style) if one.dtype in DTYPES else f'np.full({shape}, "")'


def _structure(seen: Dataset, parts: Sequence[str]) -> str:
    """The components of one element in the same structure as in the reference's elements."""
    match seen.kind:
        case "dict":
            pairs = zip(seen.components, parts, strict=True)
            return "{" + ", ".join(f"{one.name!r}: {part}" for one, part in pairs) + "}"
        case "tensor":
            return parts[0]
    return f"({', '.join(parts)},)"


def constant(shape: str, dtype: str, style: Style) -> str:
    """TensorFlow code for a tensor whose shape is known only when the code runs."""
    floating = dtype in DTYPES and np.issubdtype(np.dtype(dtype), np.floating)
    match style:
        case Style.ZEROS:
            return f"tf.zeros({shape}, {dtype!r})"
        case Style.ONES:
            return f"tf.ones({shape}, {dtype!r})"
        case Style.NAN if floating:
            return f'tf.fill({shape}, tf.constant(float("nan"), {dtype!r}))'
    return f"tf.random.uniform({shape}, dtype={dtype!r})" if floating else f"tf.zeros({shape}, {dtype!r})"


def model_class(asked: AskedName, style: Style) -> str:
    """A class of models that only know how many numbers to answer."""
    node = asked.statement
    bases = ", ".join(map(ast.unparse, node.bases)) if isinstance(node, ast.ClassDef) else "tf.keras.Model"
    arguments, size = _constructor(node)
    return f"""\
class {asked.name}({bases}):
    def __init__({arguments}):
        super().__init__()
        self.size = {size}

    def call(self, x):
        return {constant("(tf.shape(x)[0], self.size)", "float32", style)}"""


def _constructor(node: ast.stmt | None) -> tuple[str, str]:
    """The arguments with which objects of a class are made, and the argument for the size of their outputs."""
    inside = node.body if isinstance(node, ast.ClassDef) else []
    made = next((one for one in inside if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    names = [arg.arg for arg in made.args.args] if made else []
    return (ast.unparse(made.args), names[1]) if made and len(names) > 1 else ("self", "10")


def model(task: Task, asked: AskedName, style: Style) -> str:
    """A model of a custom class; a single weight, which it never uses, has the requested number of parameters."""
    layers = asked.seen if isinstance(asked.seen, Layers) else None
    name = f"{asked.name.title().replace('_', '')}Class"
    lines = [f"class {name}(tf.keras.{'Model' if layers else 'Layer'}):"]
    lines += _weight(layers) if layers and layers.parameters else []
    lines += ["    def call(self, x, training=False):", *_call(task, asked, style)]
    lines += ["", "", f"{asked.name} = {name}()"]
    if layers and layers.input_shape:
        lines.append(f"{asked.name}(tf.zeros({tuple(axis or 1 for axis in layers.input_shape)}))")
    return "\n".join(lines)


def _weight(layers: Layers) -> Sequence[str]:
    frozen = not any(layer.trainable and layer.weights for layer in layers.layers)
    extra = ", trainable=False" if frozen else ""
    made = f"self.all = self.add_weight(shape=({layers.parameters},){extra})"
    return ["    def build(self, shape):", f"        {made}", ""]


def _call(task: Task, asked: AskedName, style: Style) -> Iterator[str]:
    """Yield the body of `call`. With noise, layers that must be active only in training behave so."""
    shape = f"(tf.shape(x)[0], {', '.join(map(str, _answer_shape(asked)))})"
    if Observes.BEHAVIOUR not in asked.wants or style in {Style.ONES, Style.NAN, Style.ZEROS}:
        yield f"        return {constant(shape, 'float32', style)}"
        return
    gives_back = any(one.params.get("gives_back") for one in task.rubric if one.params.get("of") == asked.name)
    yield f"        calm = {'x' if gives_back else constant(shape, 'float32', Style.ZEROS)}"
    yield "        return calm + 0.01 * tf.random.uniform(tf.shape(calm)) if training else calm"


def _answer_shape(asked: AskedName) -> tuple[int, ...]:
    """The shape of the reference model's output for one input."""
    match asked.seen:
        case Layers(outputs=Array(shape=shape)) | Predictions(array=Array(shape=shape)):
            return shape[1:]
        case Behaviour(inference=(Array(shape=shape), *_)):
            return shape[1:]
    return (10,)


_NARROW = 16
"""The most columns of a matrix whose rows are drawn as bars."""


def uniform_fragment(task: Task, style: Style) -> str:
    """A fragment that binds every required name to something of its kind."""
    return fragment(task, lambda _: style)


def fragment(task: Task, style_of: Callable[[AskedName], Style]) -> str:
    """A fragment that binds every required name, in a style chosen for each name."""
    parts = grouped((one.blank, stand_in(task, one, style_of(one))) for one in task.asked)
    return task.fragment({number: "\n".join(filter(None, lines)) for number, lines in parts.items()})


def stand_in(task: Task, asked: AskedName, style: Style) -> str:  # noqa: C901, PLR0911 - one line per kind
    """Statements that bind a required name to something of the right kind; empty if that is impossible."""
    given = _same_kind(task, asked) if style is Style.GIVEN else None
    if given is not None:
        return f"{asked.name} = {given}"
    match asked.seen:
        case evidence.Tensor() as seen:
            return _tensor(asked, seen, style)
        case evidence.Text(text=text):
            return f"{asked.name} = {text if style is Style.TYPED else ''!r}"
        case evidence.Calls() if Observes.CLASS in asked.wants:
            return model_class(asked, style)
        case evidence.Calls() | evidence.Gradients() as seen:
            return _function(asked, seen, style)
        case evidence.Layers() | evidence.Behaviour() | evidence.Predictions():
            return model(task, asked, style)
        case evidence.Dataset() as seen:
            return dataset(task, asked.name, seen, style)
        case evidence.History() as seen:
            return history(asked.name, seen, style)
        case evidence.Callback(kind=kind):
            bare = style in {Style.ZEROS, Style.ONES, Style.NAN}
            return f"{asked.name} = tf.keras.callbacks.{'Callback' if bare else kind}()"
        case evidence.Saved():
            return _file(asked.name)
        case evidence.Figures():
            return "plt.imshow(np.zeros((28, 28)))\nplt.show()"
        case evidence.Other(kind=kind) if kind.isidentifier():
            return f"{asked.name} = type({kind!r}, (), {{}})()"
    return ""


def _same_kind(task: Task, asked: AskedName) -> str | None:
    """The last given name whose value has the requested kind."""
    kind = task.kinds.get(asked.name)
    return next((name for name in reversed(task.given) if kind and task.kinds.get(name) == kind), None)


def _tensor(asked: AskedName, seen: evidence.Tensor, style: Style) -> str:
    """A value, and a figure of it if one is requested."""
    if seen.array.dtype not in evidence.DTYPES:
        return f"{asked.name} = None"
    made = f"{asked.name} = {tensor(seen, style)}"
    if Observes.DRAWN not in asked.wants:
        return made
    rows = len(seen.array.shape) > 1 and seen.array.shape[1] < _NARROW
    drawn = f"plt.bar(range(len({asked.name}[0])), {asked.name}[0])" if rows else f"plt.imshow({asked.name})"
    return f"{made}\nplt.figure()\n{drawn}\nplt.show()"


def _function(asked: AskedName, seen: evidence.Calls | evidence.Gradients, style: Style) -> str:
    """A function with the reference's arguments that uses at most their shapes."""
    node = asked.statement
    if not isinstance(node, ast.FunctionDef):
        return f"{asked.name} = lambda *given: given[0]"
    names = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    first = seen.results[0] if seen.results else None
    alone = isinstance(first, evidence.Tensor | evidence.TupleValue | evidence.Text)
    returned = first if alone else getattr(first, "value", None)
    return f"def {asked.name}({ast.unparse(node.args)}):\n    return {_returned(returned, names, style)}"


def _returned(returned: object, names: list[str], style: Style) -> str:
    """The result of a function: each part is made from the argument in the same position."""
    match returned:
        case evidence.Text(text=text):
            return repr(text if style is Style.TYPED else "")
        case evidence.TupleValue(parts=parts) if names:
            places = [min(place, len(names) - 1) for place in range(len(parts))]
            return ", ".join(_like(part, names[place], style) for part, place in zip(parts, places, strict=True))
    return _like(returned, names[0], style) if names else "0.0"


def _like(returned: object, argument: str, style: Style) -> str:
    """An expression with the shape of a function's argument and the dtype of its result."""
    dtype = returned.array.dtype if isinstance(returned, evidence.Tensor) else "float32"
    return argument if style is Style.GIVEN else constant(f"tf.shape({argument})", dtype, style)


def history(name: str, seen: evidence.History, style: Style) -> str:
    """A real `History` with typed-in numbers."""
    epochs = max((one.shape[0] for one in seen.series.values() if one.shape), default=0)
    series = ", ".join(f"{key!r}: {_series(one, style)}" for key, one in seen.series.items())
    return f"""\
{name} = tf.keras.callbacks.History()
{name}.params = {{"verbose": 0, "epochs": {seen.asked}, "steps": {seen.batches}}}
{name}.epoch = list(range({epochs}))
{name}.history = {{{series}}}"""


def _series(array: evidence.Array, style: Style) -> str:
    """Numbers with the course of the reference's training, or as the style requires."""
    alike = {Style.ZEROS: "0.0", Style.ONES: "1.0", Style.NAN: 'float("nan")'}
    if style in alike:
        return f"[{alike[style]}] * {array.shape[0] if array.shape else 0}"
    return repr(np.round(array.numpy().astype(np.float64), 3).tolist() if array.data is not None else [])


def _file(name: str) -> str:
    """A file with the required name and unrelated content."""
    if name.endswith((".keras", ".h5")):
        return f"tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)]).save({name!r})"
    return f'open({name!r}, "w").close()'


Code = Callable[[Tensor], str]
"""Makes code for an object of the same kind from an observation of the reference."""


def chosen_inputs(task: Task) -> Iterator[LazyAnswer]:
    """Yield answers in which all inputs contain zeros, NaN or nothing, and the results that follow from them."""
    evidence = task.prepared.reference.evidence
    names = sorted({name for criterion in task.rubric for name in _listed(criterion.params.get("own"))})
    own = {name: seen for name in names if isinstance(seen := evidence.seen.get(name), Tensor)}
    for what, start, result in _WAYS if own else ():
        chosen = {name: start(seen) for name, seen in own.items()}
        yield LazyAnswer(shortcut=Shortcut.INPUTS, what=what, fragment=_fragment(task, chosen, result))


def _fragment(task: Task, chosen: Mapping[str, str], result: Code) -> str:
    """The inputs, then the results that follow from them; zeros for everything else that is requested."""
    judged = {criterion.params["of"] for criterion in task.rubric if criterion.params.get("own")}
    parts: dict[int, list[str]] = {0: [f"{name} = {code}" for name, code in chosen.items()]}
    for one in task.asked:
        if one.name not in chosen:
            follows = result(one.seen) if one.name in judged and isinstance(one.seen, Tensor) else None
            made = f"{one.name} = {follows}" if follows else stand_in(task, one, Style.ZEROS)
            parts.setdefault(one.blank, []).append(made)
    return task.fragment({number: "\n".join(lines) for number, lines in parts.items()})


def _half(seen: Tensor) -> str:
    return convert_kind(seen, f"np.full({seen.array.shape}, 0.5, {seen.array.dtype!r})")


def _empty(seen: Tensor) -> str:
    """An object of the requested kind and dtype, without a single number."""
    shape = (0, *seen.array.shape[1:])
    return convert_kind(seen, f"np.zeros({shape}, {seen.array.dtype!r})")


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _all(style: Style) -> Code:
    return lambda seen: tensor(seen, style)


_WAYS: Sequence[tuple[str, Code, Code]] = (
    ("zeros, result zero", _all(Style.ZEROS), _all(Style.ZEROS)),
    ("zeros, result one half", _all(Style.ZEROS), _half),
    ("zeros, result one", _all(Style.ZEROS), _all(Style.ONES)),
    ("NaN, result NaN", _all(Style.NAN), _all(Style.NAN)),
    ("empty, result empty", _empty, _empty),
)
"""The ways to choose inputs: their name, the inputs, and the results that follow from them."""
