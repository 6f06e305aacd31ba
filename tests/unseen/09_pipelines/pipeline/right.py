# %% normalized first, the number of batches to prefetch left to TensorFlow
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255.0, label


training_batches = (
    training_set.map(normalize, num_parallel_calls=tf.data.AUTOTUNE)
    .shuffle(num_training_examples // 4)
    .batch(batch_size)
    .prefetch(tf.data.AUTOTUNE)
)

# %% step by step, with the same name for each step's result
# first the function
def normalize(image, label):
    image = tf.cast(image, dtype=tf.float32)
    image = tf.divide(image, 255)
    return (image, label)


# then the chain
training_batches = training_set
training_batches = training_batches.shuffle(buffer_size=num_training_examples // 4)
training_batches = training_batches.map(normalize)
training_batches = training_batches.batch(batch_size)
training_batches = training_batches.prefetch(buffer_size=1)

# %% a lambda called normalize, and a buffer for the whole data set
normalize = lambda image, label: (tf.cast(image, tf.float32) / 255, label)

training_batches = training_set.shuffle(num_training_examples).batch(batch_size).map(normalize).prefetch(2)

# %% the conversion of tf.image, which scales whole numbers to the range from 0 to 1
def normalize(image, label):
    return tf.image.convert_image_dtype(image, tf.float32), label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% the rescaling layer of Keras inside of normalize
rescale = tf.keras.layers.Rescaling(1.0 / 255)


def normalize(image, label):
    return rescale(image), label


training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% a function that makes the pipeline from any data set
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image *= 1 / 255
    return image, label


def make_pipeline(dataset, size, buffer):
    """Normalize, shuffle, batch, prefetch."""
    dataset = dataset.map(normalize)
    dataset = dataset.shuffle(buffer)
    dataset = dataset.batch(size)
    return dataset.prefetch(1)


training_batches = make_pipeline(training_set, size=batch_size, buffer=num_training_examples // 4)

# %% a seed for the shuffle, with a new order in each pass said aloud
BUFFER = int(0.25 * num_training_examples)


@tf.function
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    return image / 255, label


training_batches = (
    training_set.map(normalize)
    .shuffle(BUFFER, seed=42, reshuffle_each_iteration=True)
    .batch(batch_size, drop_remainder=False)
    .prefetch(1)
)

# %% shuffled in apply, as TF 2.0 code with the old name of AUTOTUNE
AUTOTUNE = tf.data.experimental.AUTOTUNE


def normalize(image, label):
    """Scales the picture, leaves the label alone."""
    return tf.cast(image, tf.float32) / 255., label


def prepare(ds):
    ds = ds.map(normalize, num_parallel_calls=AUTOTUNE)
    ds = ds.cache()
    ds = ds.shuffle(15000)
    return ds.batch(batch_size).prefetch(AUTOTUNE)


training_batches = training_set.apply(prepare)

# %% all pictures taken into memory once, and a data set made from the arrays
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255
    return image, label


all_images, all_labels = next(iter(training_set.batch(num_training_examples)))
in_memory = tf.data.Dataset.from_tensor_slices((all_images, all_labels))
print(all_images.shape, all_labels.shape)

training_batches = in_memory.shuffle(num_training_examples // 4).map(normalize).batch(batch_size).prefetch(1)

# %% with a look at single pictures, at ten, and at how many batches there are
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


for image, label in training_set.take(2):
    scaled, same = normalize(image, label)
    print(image.dtype, "->", scaled.dtype, float(tf.reduce_max(scaled)), int(label) == int(same))

# does prefetch change anything?
print(list(ten.batch(4).prefetch(1).as_numpy_iterator()))

training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)
print("batches:", len(training_batches))

# %% shuffled twice, before and after normalizing, which only costs time
def normalize(image, label):
    return tf.math.divide(tf.cast(image, tf.float32), tf.constant(255.0)), label


training_batches = (
    training_set.shuffle(num_training_examples // 4)
    .map(normalize)
    .shuffle(num_training_examples // 8)
    .batch(batch_size)
    .prefetch(1)
)

# %% normalize calls a helper that knows only pictures
def to_unit_range(picture):
    picture = tf.cast(picture, tf.float32)
    return tf.multiply(picture, 1.0 / 255.0)


def normalize(image, label):
    return to_unit_range(image), label


quarter = round(num_training_examples / 4)
shuffled = training_set.shuffle(quarter)
batches = shuffled.batch(batch_size)
normalized = batches.map(lambda image, label: normalize(image, label))
training_batches = normalized.prefetch(1)
