# %% 09_pipelines/pipeline: the two lines swapped
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().batch(batch_size).shuffle(num_training_examples//4).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: one step a line
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255., label

training_batches = training_set.map(normalize)
training_batches = training_batches.batch(batch_size)
training_batches = training_batches.shuffle(100)
training_batches = training_batches.prefetch(1)

# %% 09_pipelines/pipeline: normalised first, in brackets
def normalize(image, label):
    image = tf.image.convert_image_dtype(image, tf.float32)
    return image, label

training_batches = (
    training_set
    .map(normalize)
    .cache()
    .batch(64)
    .shuffle(num_training_examples)
    .prefetch(tf.data.AUTOTUNE)
)

# %% 09_pipelines/pipeline: shuffled last
def normalize(img, lbl):
    img = tf.cast(img, 'float32')
    img = tf.divide(img, 255)
    return img, lbl

ds = training_set.cache()
ds = ds.batch(batch_size).map(normalize)
ds = ds.prefetch(1)
training_batches = ds.shuffle(num_training_examples // 4)

# %% 09_pipelines/pipeline: a lambda inside map
normalize = lambda image, label: (tf.cast(image, tf.float32) / 255.0, label)
training_batches = training_set.batch(batch_size).cache().shuffle(buffer_size=94, seed=1).map(lambda i, l: normalize(i, l)).prefetch(1)
