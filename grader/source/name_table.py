"""The meaning of the names in a file's cells, found by visiting each cell once, and only once for a given cell.

The tables here list names that have moved since TensorFlow 2.0, Keras 2 and NumPy 1, each with today's name.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.source.syntax import cache_by_text, parse_cell
from grader.source.tree import LIBRARIES, dotted_path, imported_paths, tail
from grader.util.lazy_mapping import grouped
from grader.util.text import word_pairs

ALIASES: Mapping[str, str] = {**LIBRARIES, "layers": "tensorflow.keras.layers"}
"""Maps names to their meanings unless an import changes them: the given cells import most of them."""

METHODS: Mapping[str, tuple[str, str, str, str]] = {
    "fit_generator": ("fit", "", "", "`fit_generator` is gone: `fit` takes generators and data sets itself."),
    "evaluate_generator": ("evaluate", "", "", "`evaluate_generator` is gone: `evaluate` takes generators itself."),
    "predict_generator": ("predict", "", "", "`predict_generator` is gone: `predict` takes generators itself."),
    "predict_proba": ("predict", "", "", "`predict_proba` is gone: `predict` gives the probabilities."),
    "predict_classes": (
        "predict",
        "{numpy}.argmax(",
        ", axis=-1)",
        "`predict_classes` is gone: the class is where `predict` is largest.",
    ),
}
"""Maps each method to today's name, what to put before and after the call, and the reason."""

_TF = word_pairs(
    "random.set_random_seed random.set_seed, set_random_seed random.set_seed, random_normal random.normal, "
    "random_uniform random.uniform, truncated_normal random.truncated_normal, log math.log, div math.divide, "
    "arg_max argmax, arg_min argmin, logging compat.v1.logging, "
    "keras.experimental.export_saved_model keras.models.save_model, "
    "keras.experimental.load_from_saved_model keras.models.load_model"
)
_NP = word_pairs("Inf inf, NaN nan, alltrue all, float_ float64, product prod, sometrue any, cumproduct cumprod")
RENAMED: Mapping[str, tuple[str, str]] = (
    {f"tensorflow.{old}": ("tensorflow", new) for old, new in _TF.items()}
    | {f"numpy.{old}": ("numpy", new) for old, new in _NP.items()}
    | {f"numpy.{old}": ("", old) for old in ("float", "int", "object", "str", "complex")}
)
"""Maps each path to the module that has it today, or none, and its name there."""

MODULES: Mapping[str, tuple[int, str]] = {
    "tensorflow.keras.layers.experimental.preprocessing": (2, "These layers lie in `tf.keras.layers` today."),
    "tensorflow.keras.utils.np_utils": (1, "`np_utils` is a part of `tf.keras.utils` today."),
    "tensorflow.keras.optimizers.legacy": (1, "Keras has no `legacy` optimizers any more."),
}
"""Maps each removed module to the length of its path in parts, and the reason."""

OPTIMIZERS = frozenset(["Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "RMSprop", "SGD"])

_SUMS = ("reduce_sum", "reduce_mean", "reduce_max", "reduce_min", "reduce_prod", "reduce_logsumexp")
CALL_KEYWORDS: Mapping[tuple[str, str], str] = (
    {("optimizer", "lr"): "learning_rate", ("fit", "nb_epoch"): "epochs", ("fit_generator", "nb_epoch"): "epochs"}
    | {(name, "keep_dims"): "keepdims" for name in _SUMS}
    | {(name, "reduction_indices"): "axis" for name in _SUMS}
    | {(name, "generator"): "x" for name in ("fit_generator", "evaluate_generator", "predict_generator")}
)
"""Maps function and keyword to the keyword's name today."""

_FITS = ("fit", "evaluate", "predict", "fit_generator", "evaluate_generator", "predict_generator")
DROPPED: frozenset[tuple[str, str]] = frozenset(
    [(name, key) for name in _FITS for key in ("use_multiprocessing", "workers", "max_queue_size")]
    + [(name, "save_format") for name in ("save", "save_model", "save_weights", "export_saved_model")]
    + [("load", "in_memory"), ("ModelCheckpoint", "period")]
)
"""Pairs of function and keyword that the function no longer takes."""

PATHS: Mapping[str, int] = {
    "tensorflow.keras.models.save_model": 1,
    "tensorflow.keras.models.load_model": 0,
    "tensorflow.keras.callbacks.ModelCheckpoint": 0,
}
"""Maps each function to the position of its file argument, from 0."""
WEIGHTS = frozenset(["save_weights", "load_weights"])
SAVERS: Mapping[str, int] = {"save": 0} | dict.fromkeys(WEIGHTS, 0)
"""Maps each method of a model to the position of its file argument."""


_MOST_VALUES = 5
"""The most values of one name that are followed."""
ONE_METRIC = "metrics="
"""The mark of a cell that gives a string as `metrics`, which is rare; all others give a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTable:
    """The meaning of the names in all of the learner's cells together."""

    aliases: Mapping[str, str]
    """Maps each name to its module or attribute, with Keras as a part of TensorFlow."""
    imported: Mapping[str, str]
    """Maps each name that these cells import to its module or attribute."""
    own: frozenset[str]
    """The functions, methods and classes that the learner defines."""
    assigned: Mapping[str, Sequence[ast.expr]]
    """Maps each name to everything assigned to it; empty for a name that is assigned very often."""
    unbuilt: frozenset[str]
    """The names of models whose class is the learner's and has no `build`."""

    spelled: Mapping[str, str]
    """Maps each module to the first name under which these cells import it."""

    def dotted_path(self, node: ast.expr) -> str:
        """The dotted path of a name or attribute, beginning with its module; empty for all else and for long chains."""
        return dotted_path(node, self.aliases)

    def module_spelling(self, module: str) -> str:
        """The name of a module in these cells; an import of it if there is none."""
        return self.spelled.get(module, f"__import__({module!r})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The names in one cell."""

    imported: tuple[tuple[str, str], ...]
    own: frozenset[str]
    assigned: tuple[tuple[str, ast.expr], ...]
    unbuilding: frozenset[str]
    """Classes of models that do not define how they are built."""
    mentioned: frozenset[str]


def name_table(texts: Sequence[str]) -> NameTable:
    """The meaning of the names in these cells."""
    said = [_said(text) for text in texts]
    classes = frozenset[str]().union(*(one.unbuilding for one in said))
    assigned = grouped(pair for one in said for pair in one.assigned)
    imported = dict(pair for one in said for pair in one.imported)
    return NameTable(
        aliases=dict(ALIASES) | imported,
        imported=imported,
        own=frozenset[str]().union(*(one.own for one in said)),
        assigned={name: values for name, values in assigned.items() if len(values) <= _MOST_VALUES},
        spelled={path: name for name, path in reversed(imported.items())},
        unbuilt=frozenset(name for name, values in assigned.items() if any(_makes(value, classes) for value in values)),
    )


def mentioned_names(text: str) -> frozenset[str]:
    """The attributes, the keywords of calls and the parts of imported paths in a cell."""
    return _said(text).mentioned


@cache_by_text
def _said(text: str) -> _Said:
    nodes = [node for statement in parse_cell(text) or () for node in ast.walk(statement)]
    assigns = (node for node in nodes if isinstance(node, ast.Assign))
    targets = ((target, node.value) for node in assigns for target in node.targets)
    return _Said(
        imported=tuple((name, canonical_path(path)) for node in nodes for name, path in imported_paths(node)),
        own=frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)),
        assigned=tuple((target.id, value) for target, value in targets if isinstance(target, ast.Name)),
        unbuilding=frozenset(node.name for node in nodes if isinstance(node, ast.ClassDef) and _leaves_building(node)),
        mentioned=frozenset(word for node in nodes for word in _words(node)),
    )


def _words(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.keyword(arg="metrics", value=ast.Constant(value=str())):
            return (ONE_METRIC,)
        case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            return (name,)
        case ast.Import(names=names):
            return tuple(part for one in names for part in one.name.split("."))
        case ast.ImportFrom(module=module, names=names):
            return (*(module or "").split("."), *(one.name for one in names))
    return ()


def _makes(value: ast.expr, classes: frozenset[str]) -> bool:
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in classes


def _leaves_building(node: ast.ClassDef) -> bool:
    """Whether a class is a model that does not define how it is built."""
    defined = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    return "Model" in map(tail, node.bases) and "call" in defined and "build" not in defined


def canonical_path(path: str) -> str:
    """A path in which Keras is a part of TensorFlow."""
    return f"tensorflow.{path}" if path.partition(".")[0] == "keras" else path
