"""Words of Keras, TensorFlow and Matplotlib, each with a replacement that fits but means something else."""

from collections.abc import Iterable, Mapping, Sequence

from grader.util.text import word_pairs


def _round(*families: str) -> dict[str, str]:
    """Maps each word of a family to the next one, and the last to the first."""
    rings: Iterable[list[str]] = (family.split() for family in families)
    return {word: ring[(place + 1) % len(ring)] for ring in rings for place, word in enumerate(ring)}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXTS: Mapping[str, str] = _round(
    "relu sigmoid softmax linear",
    "elu selu gelu",
    "sparse_categorical_crossentropy categorical_crossentropy",
    "mse mae",
    "mean_squared_error mean_absolute_error",
    "adam sgd rmsprop",
    "val_loss loss",
    "same valid",
    "min max",
    "train test",
    "mnist fashion_mnist",
    "float32 float64",
    "int32 int64",
    "horizontal vertical",
    "nearest bilinear",
    "constant reflect",
    "zeros ones",
    "glorot_uniform he_normal",
    "channels_last channels_first",
    "rgb grayscale",
) | word_pairs(
    "tanh relu, binary_crossentropy mse, accuracy mse, val_accuracy accuracy, validation train, both training, "
    "training validation, avg max, int categorical, categorical int, binary categorical, "
    "horizontal_and_vertical horizontal, epoch batch, nadam sgd, adamw sgd"
)
"""Maps each string that Keras or TensorFlow understands to a different one of its family."""

FUNCTIONS: Mapping[str, str] = _round(
    "reduce_sum reduce_mean reduce_max reduce_min",
    "reduce_prod reduce_std",
    "relu sigmoid tanh",
    "softmax log_softmax",
    "softplus elu",
    "exp log",
    "square sqrt",
    "sin cos",
    "add subtract",
    "multiply divide",
    "argmax argmin",
    "maximum minimum",
    "zeros ones",
    "zeros_like ones_like",
    "normal uniform",
    "float32 float64",
    "int32 int64",
    "Adam SGD RMSprop",
    "SparseCategoricalCrossentropy CategoricalCrossentropy",
    "BinaryCrossentropy MeanSquaredError",
    "SparseCategoricalAccuracy CategoricalAccuracy",
    "MaxPooling2D AveragePooling2D",
    "GlobalAveragePooling2D GlobalMaxPooling2D",
    "take skip",
    "vstack hstack",
    "mean max min",
    "RandomRotation RandomZoom RandomTranslation",
    "zeros_initializer ones_initializer",
)
"""Maps each function, class or dtype (the last part of its name) to a different one of its family."""

COMMUTE = frozenset(["add", "multiply", "maximum", "minimum", "equal", "not_equal", "logical_and", "logical_or"])
"""Functions for which the order of two arguments has no effect."""

ODD = frozenset(["exp", "log", "sigmoid", "tanh", "relu", "softmax", "elu", "sqrt"])
"""Functions of one number for which its sign matters."""

BUFFERS = frozenset(["prefetch", "shuffle"])
"""Steps whose number only affects time or the degree of shuffling; a difference only matters if the step is missing."""

TIME_ALONE = frozenset(["cache"])
"""Steps that only affect time."""

EITHER_WAY = (frozenset(["map", "prefetch"]), frozenset(["map", "batch"]), frozenset(["cache", "batch"]))
"""Neighbouring steps that can be swapped, because a function of numbers treats a batch like its elements."""

IDEMPOTENT = frozenset(["Flatten", "Input", "InputLayer", "ReLU", "Activation", "Rescaling"])
"""Layers that have no further effect if they occur twice, or that can't occur twice."""

KINDS_ALONE = frozenset(["numpy", "item", "tolist"])
"""Steps that keep the numbers: a tensor and an array of the same numbers are equivalent."""

ACTING = frozenset(["fit", "add", "append", "extend", "insert", "pop", "update", "assign_sub", "assign_add", "compile"])
"""Methods that change their object."""

ONCE_IS_ENOUGH = _words(
    "flatten input inputlayer relu rescaling imshow abs array asarray cache cast clear_session compile constant "
    "convert_to_tensor count_params device float get_layer get_weights image_dataset_from_directory int len "
    "list_physical_devices load load_model numpy predict prefetch range reduce_max reduce_mean reduce_min reduce_sum "
    "reshape save show shuffle squeeze sum take tolist"
)
"""Calls, in small letters, that have no further effect on their own result or when repeated, or can't be repeated."""

FAMILIES: Mapping[str, Sequence[str]] = {
    "Dropout": ("GaussianDropout", "GaussianNoise"),
    "Flatten": ("GlobalAveragePooling2D", "GlobalMaxPooling2D"),
    "RandomRotation": ("RandomContrast", "GaussianNoise"),
    "RandomZoom": ("RandomBrightness", "GaussianDropout"),
    "Sequential": ("layers.Pipeline",),
    "Model": ("layers.Layer",),
    "EarlyStopping": ("ReduceLROnPlateau", "ModelCheckpoint"),
    "Variable": ("constant",),
    "constant": ("Variable",),
    "convert_to_tensor": ("Variable",),
    "imshow": ("contour", "plot"),
    "bar": ("plot", "barh"),
    "colorbar": ("legend",),
    "num_classes": ("names",),
    "num_examples": ("num_shards", "num_bytes"),
    "count_params": ("get_weights", "summary"),
    "assign_sub": ("assign_add", "assign"),
    "load_model": ("clone_model",),
}
"""Maps each class, function or attribute (its last part) to ones of a different kind that it may be confused with."""

FROM_PLACES = frozenset(["load", "load_model", "image_dataset_from_directory", "device"])
"""Functions that take a path or a name, not numbers."""

MAKES_ARRAYS = frozenset(["numpy", "predict", "get_weights"])
"""Methods that return NumPy arrays."""
