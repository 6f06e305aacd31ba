# %% the same function in the utils of Keras
tf.keras.utils.clear_session()
model = build_network()

# %% the backend imported as K, as in the notebooks of TF 2.0 times
from tensorflow.keras import backend as K

K.clear_session()
model = build_network()
print(model.summary())

# %% Keras imported by itself instead of through TensorFlow
import keras

keras.utils.clear_session()

model = build_network()

# %% a helper that clears and builds
def fresh(builder):
    """Clear what Keras remembers, then build."""
    tf.keras.backend.clear_session()
    return builder()


model = fresh(build_network)

# %% a first model without the clearing to see its names, then cleared and built again
model = build_network()
print("before:", [layer.name for layer in model.layers])

tf.keras.backend.clear_session()
model = build_network()
print("after: ", [layer.name for layer in model.layers])

# %% the network typed out with add instead of the function
tf.keras.backend.clear_session()

model = tf.keras.models.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(256, activation=tf.nn.relu))
model.add(tf.keras.layers.Dense(10, activation=tf.nn.softmax))

# %% the clearing in each round of a loop, so that every round begins anew
for attempt in range(3):
    tf.keras.backend.clear_session()
    model = build_network()
    print(attempt, [layer.name for layer in model.layers])

# %% cleared twice, which does no harm, and once more at the end
tf.keras.backend.clear_session()
tf.keras.utils.clear_session()

model = build_network()

tf.keras.backend.clear_session()  # for the next one: model keeps its names

# %% with the garbage collector, and the argument for the memory
import gc

tf.keras.utils.clear_session(free_memory=True)
gc.collect()

model = build_network()

# %% the new network compiled and asked for one answer, and the names checked
tf.keras.backend.clear_session()
model = build_network()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

names = [layer.name for layer in model.layers]
assert names == ["flatten", "dense", "dense_1"], names
print(model.predict(tf.zeros((1, 28, 28, 1)), verbose=0).shape)

# %% another network is explored first, then the session is cleared for the real one
toy = tf.keras.Sequential([tf.keras.Input(shape=(4,)), tf.keras.layers.Dense(3), tf.keras.layers.Dense(2)])
print("toy:", [layer.name for layer in toy.layers])
del toy

tf.keras.backend.clear_session()
model = build_network()

# %% the shape of the input given to Flatten, as one wrote it in TF 2.0
tf.keras.backend.clear_session()

model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax')
])
