"""For code that can't be rewritten automatically: why it used to run and now raises an error, and what to write today.

The error's class and message only select one of the grader's own texts; nothing that a kernel sent is repeated.
"""

import re
from collections.abc import Mapping

_NO_ATTRIBUTE = r"module '[\w.]*tensorflow[\w.]*' has no attribute '({})'"

_GRAPH = "TensorFlow 1 described a graph and ran it in a session. Today every line computes at once: "
_KNOWN: Mapping[str, Mapping[str, str]] = {
    "AttributeError": {
        _NO_ATTRIBUTE.format("placeholder|placeholder_with_default"): (
            _GRAPH + "pass values to a function, or put them into `tf.constant`, in the place of `tf.placeholder`."
        ),
        _NO_ATTRIBUTE.format("Session|InteractiveSession|get_default_session|ConfigProto"): (
            _GRAPH + "leave `tf.Session` out, and read a value with `.numpy()`."
        ),
        _NO_ATTRIBUTE.format(
            "global_variables_initializer|initialize_all_variables|reset_default_graph|get_variable"
        ): (_GRAPH + "a `tf.Variable` has its value as soon as it is made, and nothing is initialized."),
        _NO_ATTRIBUTE.format("enable_eager_execution|enable_v2_behavior|enable_resource_variables"): (
            "Everything is eager today. Leave this line out."
        ),
        _NO_ATTRIBUTE.format("contrib"): (
            "`tf.contrib` is gone. What was useful in it lies in `tf.keras` and `tf.data` today."
        ),
        _NO_ATTRIBUTE.format("estimator|feature_column|layers|losses|train|app|flags"): (
            "This part of TensorFlow 1 is gone. Write it with `tf.keras`."
        ),
        r"has no attribute 'saving'": (
            "`tf.keras` has no `saving`. What saves and loads models lies in `tf.keras.models`, or in `keras.saving`."
        ),
        r"'\w+' object has no attribute '(input_shape|output_shape)'": (
            "Layers have no such attribute any more. Read `layer.input.shape` and `layer.output.shape`."
        ),
        r"'Split' object has no attribute 'subsplit'|'tensorflow_datasets' has no attribute 'percent'": (
            "Parts of a data set are asked for by a text today: `split='train[:80%]'`, `split='train[80%:]'`."
        ),
        r"module '[\w.]*keras[\w.]*' has no attribute 'experimental'": (
            "Nothing of Keras is experimental any more. Its layers lie in `tf.keras.layers`, and a model is saved with "
            "`model.save('name.keras')`."
        ),
        r"'\w+' object has no attribute '(fit|evaluate|predict)_generator'": (
            "`fit`, `evaluate` and `predict` take generators and data sets themselves."
        ),
        r"'\w+' object has no attribute 'predict_(classes|proba)'": (
            "`predict` gives probabilities; the class is where they are largest: "
            "`np.argmax(model.predict(x), axis=-1)`."
        ),
        r"module 'numpy' has no attribute '(float|int|object|str|complex)'": (
            "NumPy's names for Python's own types are gone: write `float`, `int`, `str`, or `np.float64`, `np.int64`."
        ),
    },
    "ModuleNotFoundError": {
        r"No module named 'tensorflow_hub'": (
            "TensorFlow Hub is not here, and its `hub.KerasLayer` does not go into a Sequential of Keras 3. Take a "
            "pretrained network from `tf.keras.applications`, with `include_top=False` and `trainable = False`."
        ),
    },
    "ValueError": {
        r"Only instances of `?keras\.Layer`? can be added[\s\S]*KerasLayer": (
            "`hub.KerasLayer` is a layer of Keras 2 and does not go into a Sequential of Keras 3. Take a pretrained "
            "network from `tf.keras.applications`, with `include_top=False` and `trainable = False`."
        ),
        r"legacy SavedModel format is not supported by `load_model": (
            "Keras loads no folders any more. Save with `model.save('name.keras')`, and load that file."
        ),
        r"Invalid filepath extension for saving": (
            "A model is saved to a file today, and its name must end in `.keras`: `model.save('name.keras')`."
        ),
        r"filename must end in `\.weights\.h5`": (
            "Weights are saved to a file today, and its name must end in `.weights.h5`."
        ),
        r"must end in `\.keras`": "The file of a checkpoint must have a name that ends in `.keras`.",
        r"Expected `metrics` argument to be a list": "Metrics are a list today: `metrics=['accuracy']`.",
        r"Argument\(s\) not recognized: \{'lr'": "An optimizer's `lr` is called `learning_rate` today.",
        r"Unrecognized keyword arguments passed to \w+: \{'batch_input_shape'": (
            "`batch_input_shape` is gone. Let the list of layers begin with `tf.keras.Input(shape=...)`, without batch."
        ),
        r"Unrecognized keyword arguments passed to \w+: \{'weights'": (
            "A layer takes no `weights` any more. Call its `set_weights` once the model is built."
        ),
        r"Unknown split '(train|test|validation){2,}'": "Splits are added inside one text today: `split='train+test'`.",
        r"A KerasTensor cannot be used as input to a TensorFlow function": (
            "A model's symbolic input takes layers and `keras.ops` alone. Put functions of `tf` into a layer's `call`."
        ),
    },
    "KeyError": {
        r"^'?(acc|val_acc)'?$": (
            "The history calls it as `compile` did: `accuracy` and `val_accuracy` for `metrics=['accuracy']`."
        ),
    },
}
"""Maps each class of errors to patterns of its message with their advice; the first pattern that matches decides."""


def advice(error: str, message: str) -> str:
    """Why an error of this class occurs today and what to write; empty if old code is not the reason."""
    known = _KNOWN.get(error, {})
    return next((text for pattern, text in known.items() if re.search(pattern, message)), "")
