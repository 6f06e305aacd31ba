# %% each part loaded by a call of its own
training_set = tfds.load("mnist", split="train[:80%]", as_supervised=True)
validation_set = tfds.load("mnist", split="train[80%:]", as_supervised=True)
test_set = tfds.load("mnist", split="test", as_supervised=True)

training_batches = training_set.map(normalize).shuffle(5000).batch(batch_size).prefetch(1)
validation_batches = validation_set.map(normalize).batch(batch_size).prefetch(1)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)

# %% numbers of pictures in place of percent, with the info of the data set
(training_set, validation_set, test_set), info = tfds.load(
    "mnist", split=["train[:48000]", "train[48000:]", "test"], as_supervised=True, with_info=True
)
print(info.splits["train"].num_examples, info.splits["test"].num_examples)

training_batches = training_set.cache().shuffle(48000 // 4).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% percent counted from the end
training_set, validation_set, test_set = tfds.load(
    name="mnist", split=("train[:-20%]", "train[-20%:]", "test"), as_supervised=True
)

training_batches = training_set.shuffle(2000, seed=7).map(normalize).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(x=training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=2)

# %% a helper for both pipelines
AUTOTUNE = tf.data.AUTOTUNE


def make_batches(dataset, shuffled=False):
    """Normalized batches of a data set."""
    dataset = dataset.map(normalize, num_parallel_calls=AUTOTUNE)
    if shuffled:
        dataset = dataset.shuffle(10_000)
    return dataset.batch(batch_size).prefetch(AUTOTUNE)


parts = tfds.load("mnist", split=["train[:80%]", "train[80%:]", "test"], as_supervised=True)
training_set, validation_set, test_set = parts

training_batches = make_batches(training_set, shuffled=True)
validation_batches = make_batches(validation_set)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% take and skip of a data set that is not shuffled
full_set = tfds.load("mnist", split="train", as_supervised=True)
count = int(full_set.cardinality()) * 8 // 10

training_set = full_set.take(count)
validation_set = full_set.skip(count)
test_set = tfds.load("mnist", split="test", as_supervised=True)
print(count, "pictures to learn from")

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% a builder and its as_dataset
builder = tfds.builder("mnist")
builder.download_and_prepare()  # does nothing, the digits are there
training_set, validation_set, test_set = builder.as_dataset(
    split=["train[:80%]", "train[80%:]", "test"], as_supervised=True
)

training_batches = training_set.shuffle(buffer_size=1024).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% read instructions as objects
first = tfds.core.ReadInstruction("train", to=80, unit="%")
rest = tfds.core.ReadInstruction("train", from_=80, unit="%")

training_set = tfds.load("mnist", split=first, as_supervised=True)
validation_set = tfds.load("mnist", split=rest, as_supervised=True)
test_set = tfds.load("mnist", split=tfds.Split.TEST, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% normalized by a lambda, everything shuffled with the largest buffer
splits = [f"train[:{80}%]", f"train[{80}%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

scale = lambda image, label: (tf.cast(image, tf.float32) / 255.0, label)

training_batches = training_set.map(scale).cache().shuffle(len(training_set)).batch(batch_size)
validation_batches = validation_set.map(scale).cache().batch(batch_size)
print(training_batches.element_spec)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% the validation pictures shuffled as well, which does no harm
training_set, validation_set, test_set = tfds.load(
    "mnist", split=["train[0%:80%]", "train[80%:100%]", "test"], as_supervised=True
)

pipelines = [part.map(normalize).shuffle(1000).batch(batch_size) for part in (training_set, validation_set)]
training_batches, validation_batches = pipelines

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% measured again on the validation batches after the training, and drawn
import matplotlib.pyplot as plt

training_set, validation_set, test_set = tfds.load(
    "mnist", split=["train[:80%]", "train[80%:]", "test[:100%]"], as_supervised=True
)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)

print(model.evaluate(validation_batches, verbose=0), history.history["val_loss"][-1])
plt.plot(history.history["accuracy"], label="training")
plt.plot(history.history["val_accuracy"], label="validation")
plt.legend()
plt.show()

# %% a clone is tried for a few batches before the real training
training_set, validation_set, test_set = tfds.load(
    "mnist", split=["train[:80%]", "train[80%:]", "test"], as_supervised=True, shuffle_files=False
)

training_batches = training_set.map(normalize)
training_batches = training_batches.shuffle(4 * batch_size)
training_batches = training_batches.batch(batch_size)

validation_batches = validation_set.map(normalize)
validation_batches = validation_batches.batch(batch_size, drop_remainder=False)

for images, labels in training_batches.take(1):
    print(images.shape, labels.shape, float(tf.reduce_max(images)))

scratch = tf.keras.models.clone_model(model)
scratch.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
scratch.fit(training_batches.take(20), epochs=1, validation_data=validation_batches.take(5), verbose=0)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% a dictionary of the parts, and the image functions of TensorFlow
texts = {"training": "train[:80%]", "validation": "train[80%:]", "test": "test"}
data = {name: tfds.load("mnist", split=text, as_supervised=True) for name, text in texts.items()}

training_set = data["training"]
validation_set = data["validation"]
test_set = data["test"]


def to_floats(image, label):
    return tf.image.convert_image_dtype(image, tf.float32), label


training_batches = training_set.map(to_floats).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(to_floats).batch(batch_size)

report = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs))
history = model.fit(
    training_batches, epochs=EPOCHS, validation_data=validation_batches, callbacks=[report], verbose=0
)
