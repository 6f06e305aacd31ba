"""Models, layers and classes of models that nobody built, as code."""

import ast
from collections.abc import Iterator, Sequence

import numpy as np

from grader.checks.parameters import Observes
from grader.evidence import DTYPES, Array, Behaviour, Layers, Predictions
from grader.verification.lazy.answer import Style
from grader.verification.lazy.asked import AskedName, Task


def constant(shape: str, dtype: str, style: Style) -> str:
    """TensorFlow code for a tensor of a shape that is known when it runs."""
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
    """A class of models that know how many numbers to answer, and no more."""
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
    """The arguments with which objects of a class are made, and the one that says how large their answers are."""
    inside = node.body if isinstance(node, ast.ClassDef) else []
    made = next((one for one in inside if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    names = [one.arg for one in made.args.args] if made else []
    return (ast.unparse(made.args), names[1]) if made and len(names) > 1 else ("self", "10")


def model(task: Task, asked: AskedName, style: Style) -> str:
    """A model of a class of its own, with as many parameters as asked for in a single weight, which it never uses."""
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
    frozen = not any(one.trainable and one.weights for one in layers.layers)
    extra = ", trainable=False" if frozen else ""
    made = f"self.all = self.add_weight(shape=({layers.parameters},){extra})"
    return ["    def build(self, shape):", f"        {made}", ""]


def _call(task: Task, asked: AskedName, style: Style) -> Iterator[str]:
    """The body of `call`. With noise, what should be active in training only is."""
    shape = f"(tf.shape(x)[0], {', '.join(map(str, _answer_shape(asked)))})"
    if Observes.BEHAVIOUR not in asked.wants or style in {Style.ONES, Style.NAN, Style.ZEROS}:
        yield f"        return {constant(shape, 'float32', style)}"
        return
    gives_back = any(one.params.get("gives_back") for one in task.rubric if one.params.get("of") == asked.name)
    yield f"        calm = {'x' if gives_back else constant(shape, 'float32', Style.ZEROS)}"
    yield "        return calm + 0.01 * tf.random.uniform(tf.shape(calm)) if training else calm"


def _answer_shape(asked: AskedName) -> tuple[int, ...]:
    """The shape of what the reference's model says of one input."""
    match asked.seen:
        case Layers(outputs=Array(shape=shape)) | Predictions(array=Array(shape=shape)):
            return shape[1:]
        case Behaviour(inference=(Array(shape=shape), *_)):
            return shape[1:]
    return (10,)
