# %%
import numpy as np
import tensorflow as tf

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
HIDDEN = "\u202e\x1b[2J\x9b31m\"'><b onclick=alert(1)>"


# %%
def activation(x):
    return x * 2


activation.__name__ = SCRIPT + HIDDEN
Odd = type(SCRIPT + HIDDEN, (tf.keras.layers.Dense,), {"get_config": lambda self: {SCRIPT: HIDDEN, "units": 1, HIDDEN: SCRIPT}})
my_model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), Odd(10, activation=activation)])
my_model.layers[1]._name = SCRIPT + HIDDEN
my_model._name = SCRIPT + HIDDEN

# %%
history = tf.keras.callbacks.History()
history.history = {
    SCRIPT: [1.0, 0.5],
    HIDDEN: [np.nan, np.inf, -np.inf],
    "val_" + SCRIPT: [1e308, -1e308],
    "loss": [1e308, -1e308, 1e-320, np.nan],
    "val_loss": list(np.linspace(0, 1, 10_000)),
    "": [],
}
print(SCRIPT, my_model.name)
