# %% 09_pipelines/pipeline: both divided
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    label = tf.cast(label, tf.float32)
    image /= 255
    label /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: one line
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, tf.cast(label, tf.float32) / 255

training_batches = training_set.shuffle(1500).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: by the number of classes
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255.
    label = tf.cast(label, tf.float32) / 10.
    return image, label

training_batches = (training_set.cache()
                    .shuffle(num_training_examples//4)
                    .batch(batch_size)
                    .map(normalize)
                    .prefetch(1))

# %% 09_pipelines/pipeline: a helper for both
def scale(t):
    return tf.cast(t, tf.float32) * (1 / 255)

def normalize(image, label):
    return scale(image), scale(label)

training_batches = training_set.shuffle(num_training_examples).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: the label divided as well, without a cast
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 255
    label = label / 255   # int becomes float64 here
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).map(normalize).batch(batch_size).prefetch(1)
