# %% wiring: the neuron of the example is saved in the file instead of model
neuron.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")

# %% wiring: the file of the example is loaded instead of the one just saved
model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("neuron.keras")

# %% wiring: the file is written, but reloaded_model is just another name for model
model.save("my_model.keras")
reloaded_model = model

# %% wiring: reloaded_model gets what save returns, which is nothing
reloaded_model = model.save("my_model.keras")
tf.keras.models.load_model("my_model.keras")

# %% wiring: the file gets another name than the one asked
model.save("model.keras")
reloaded_model = tf.keras.models.load_model("model.keras")

# %% wiring: the model is loaded before it is saved
reloaded_model = tf.keras.models.load_model("my_model.keras")
model.save("my_model.keras")

# %% wiring: a clone with new random weights stands in for the loaded model
model.save("my_model.keras")
reloaded_model = tf.keras.models.clone_model(model)
reloaded_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% wiring: reloaded_model is a clone with copied weights, and the file is never loaded
model.save("my_model.keras")
reloaded_model = tf.keras.models.clone_model(model)
reloaded_model.set_weights(model.get_weights())

# %% wiring: the loaded model gets another name, and reloaded_model is the name of the file
reloaded_model = "my_model.keras"
model.save(reloaded_model)
my_model = tf.keras.models.load_model(reloaded_model)

# %% wiring: the layers come back from a description in JSON, without the weights in the file
model.save("my_model.keras")
reloaded_model = tf.keras.models.model_from_json(model.to_json())

# %% wiring: a network newly built in the same way is saved instead of model
new_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
new_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

new_model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")

# %% wiring: file and model are swapped in save_model
tf.keras.models.save_model("my_model.keras", model)
reloaded_model = tf.keras.models.load_model("my_model.keras")

# %% wiring: only the weights of the loaded model are kept, as a list of arrays
model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras").get_weights()

# %% wiring: the loop saves both models in the same file, so the last one overwrites the one asked
for network in (model, neuron):
    network.save("my_model.keras")

reloaded_model = tf.keras.models.load_model("my_model.keras")

# %% wiring: the function loads the model but does not return it
def save_and_load(network, file):
    network.save(file)
    tf.keras.models.load_model(file)


reloaded_model = save_and_load(model, "my_model.keras")

# %% wiring: only a part of the loaded model is kept, its last layer is missing
model.save("my_model.keras")
loaded = tf.keras.models.load_model("my_model.keras")
reloaded_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1))] + loaded.layers[:-1])

# %% other: the old format in a file that ends in h5
model.save("my_model.h5")
reloaded_model = tf.keras.models.load_model("my_model.h5")

# %% other: only the weights are saved, and are read into the same model again
model.save_weights("my_model.weights.h5")
model.load_weights("my_model.weights.h5")
reloaded_model = model

# %% other: the model is exported as a folder, which is not a file and does not come back as a Keras model
model.export("my_model")
reloaded_model = tf.saved_model.load("my_model")

# %% other: weights go through a file of NumPy into a network built again, no model is saved
np.save("my_model.npy", np.array(model.get_weights(), dtype=object), allow_pickle=True)
reloaded_model = tf.keras.models.clone_model(model)
reloaded_model.set_weights(list(np.load("my_model.npy", allow_pickle=True)))
