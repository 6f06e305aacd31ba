# Saved and loaded by a function of its own, which gets the place as a `Path`.

from pathlib import Path


def round_trip(network, file):
    network.save(file)
    return tf.keras.models.load_model(str(file))


reloaded_model = round_trip(model, Path.cwd() / "my_model.keras")
