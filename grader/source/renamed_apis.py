"""The names that have moved, as tables: from those of TensorFlow 2.0, Keras 2 and NumPy 1 to what runs today."""

from collections.abc import Mapping

ALIASES: Mapping[str, str] = {
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "np": "numpy",
    "numpy": "numpy",
    "tfds": "tensorflow_datasets",
    "keras": "tensorflow.keras",
    "layers": "tensorflow.keras.layers",
}
"""What names mean unless an import says otherwise: the given cells import most of them."""

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
"""Method to its name today, what to put before and after the call, and the reason."""

_TF = {
    "random.set_random_seed": "random.set_seed",
    "set_random_seed": "random.set_seed",
    "random_normal": "random.normal",
    "random_uniform": "random.uniform",
    "truncated_normal": "random.truncated_normal",
    "log": "math.log",
    "div": "math.divide",
    "arg_max": "argmax",
    "arg_min": "argmin",
    "logging": "compat.v1.logging",
    "keras.experimental.export_saved_model": "keras.models.save_model",
    "keras.experimental.load_from_saved_model": "keras.models.load_model",
}
_NP = {
    "Inf": "inf",
    "NaN": "nan",
    "alltrue": "all",
    "float_": "float64",
    "product": "prod",
    "sometrue": "any",
    "cumproduct": "cumprod",
}
RENAMED: Mapping[str, tuple[str, str]] = (
    {f"tensorflow.{old}": ("tensorflow", new) for old, new in _TF.items()}
    | {f"numpy.{old}": ("numpy", new) for old, new in _NP.items()}
    | {f"numpy.{old}": ("", old) for old in ("float", "int", "object", "str", "complex")}
)
"""Path to the module that has it today, or none, and its name there."""

_FOLDED = "These layers lie in `tf.keras.layers` today."
_UTILS = "`np_utils` is a part of `tf.keras.utils` today."
_LEGACY = "Keras has no `legacy` optimizers any more."
MODULES: Mapping[str, tuple[int, str]] = {
    "tensorflow.keras.layers.experimental.preprocessing": (2, _FOLDED),
    "tensorflow.keras.utils.np_utils": (1, _UTILS),
    "tensorflow.keras.optimizers.legacy": (1, _LEGACY),
}
"""Module that is gone to how many parts of its path are, and the reason."""

OPTIMIZERS = frozenset(["Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "RMSprop", "SGD"])

_SUMS = ("reduce_sum", "reduce_mean", "reduce_max", "reduce_min", "reduce_prod", "reduce_logsumexp")
CALL_KEYWORDS: Mapping[tuple[str, str], str] = (
    {("optimizer", "lr"): "learning_rate", ("fit", "nb_epoch"): "epochs", ("fit_generator", "nb_epoch"): "epochs"}
    | {(name, "keep_dims"): "keepdims" for name in _SUMS}
    | {(name, "reduction_indices"): "axis" for name in _SUMS}
    | {(name, "generator"): "x" for name in ("fit_generator", "evaluate_generator", "predict_generator")}
)
"""Function and keyword to the keyword's name today."""

_FITS = ("fit", "evaluate", "predict", "fit_generator", "evaluate_generator", "predict_generator")
DROPPED: frozenset[tuple[str, str]] = frozenset(
    [(name, key) for name in _FITS for key in ("use_multiprocessing", "workers", "max_queue_size")]
    + [(name, "save_format") for name in ("save", "save_model", "save_weights", "export_saved_model")]
    + [("load", "in_memory"), ("ModelCheckpoint", "period")]
)
"""Function and keyword that it takes no more."""

PATHS: Mapping[str, int] = {
    "tensorflow.keras.models.save_model": 1,
    "tensorflow.keras.models.load_model": 0,
    "tensorflow.keras.callbacks.ModelCheckpoint": 0,
}
"""Function to which of its arguments is the file, from 0."""
WEIGHTS = frozenset(["save_weights", "load_weights"])
SAVERS: Mapping[str, int] = {"save": 0} | dict.fromkeys(WEIGHTS, 0)
"""Method of a model to which of its arguments is the file."""
