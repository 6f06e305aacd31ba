# %% functions of the module save and load, with the name in a constant
FILE_NAME = "my_model.keras"

tf.keras.models.save_model(model, FILE_NAME)
reloaded_model = tf.keras.models.load_model(FILE_NAME)

# %% a helper function does both steps
def save_and_load(network, file):
    """Write a model to a file and return what can be read from it."""
    network.save(file)
    return tf.keras.models.load_model(file)


reloaded_model = save_and_load(model, "my_model.keras")

# %% imported as in older tutorials, with arguments by name
from tensorflow.keras.models import load_model

model.save(filepath="my_model.keras", overwrite=True)
reloaded_model = load_model(filepath="my_model.keras", custom_objects=None, compile=True)
reloaded_model.summary()

# %% saved twice over, and what came back is compared number by number
model.save("my_model.keras")
model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")

for ours, theirs in zip(model.get_weights(), reloaded_model.get_weights()):
    np.testing.assert_array_equal(ours, theirs)
print("same object?", model is reloaded_model)

# %% an absolute path made from the working directory
import os

where = os.path.join(os.getcwd(), "my_model.keras")
if os.path.exists(where):
    os.remove(where)  # left over from an earlier run
model.save(where)
assert os.path.isfile(where)
reloaded_model = tf.keras.models.load_model(where)

# %% the file is loaded a second time, and that copy is trained to see that the others stay as they are
model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")

playground = tf.keras.models.load_model("my_model.keras")
playground.fit(image_batch, tf.constant([1, 2, 3, 4]), epochs=2, verbose=0)
print("trained copy differs by", np.abs(playground(image_batch) - model(image_batch)).max())
print("reloaded model differs by", np.abs(reloaded_model(image_batch) - model(image_batch)).max())

# %% the other formats are tried in files of other names as well
model.save_weights("try_out.weights.h5")
model.save("try_out.h5")

model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")
print([layer.name for layer in reloaded_model.layers])

# %% keras by itself, and a look at how the model was compiled
import keras

keras.saving.save_model(model, "my_model.keras")
reloaded_model = keras.saving.load_model("my_model.keras")
print(reloaded_model.optimizer.name, reloaded_model.loss)
print(reloaded_model.evaluate(image_batch, tf.zeros((4,), tf.int32), verbose=0))

# %% the model learns something for one epoch before it is saved
model.fit(image_batch, tf.constant([0, 1, 2, 3]), epochs=1, verbose=0)

model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")

# %% both models are saved in a loop, each in its own file, and loaded into a dictionary
loaded = {}
for name, network in {"my_model": model, "my_neuron": neuron}.items():
    network.save("{}.keras".format(name))
    loaded[name] = tf.keras.models.load_model(f"{name}.keras")

reloaded_model = loaded["my_model"]
