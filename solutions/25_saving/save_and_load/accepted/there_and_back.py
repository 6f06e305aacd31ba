from pathlib import Path


def there_and_back(network, path):
    network.save(path)
    load = tf.keras.models.load_model
    return load(path)


reloaded_model = there_and_back(model, Path("my_model.keras"))
