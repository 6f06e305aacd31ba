# %% 09_pipelines/pipeline: cast but not divided
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: divided twice
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255
    image /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: normalize mapped twice
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.map(normalize).cache().shuffle(1500).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: divided by 28
def normalize(image, label):
    return tf.cast(image, tf.float32) / 28., label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: divided as integers
def normalize(image, label):
    image = image // 255
    return tf.cast(image, tf.float32), label

training_batches = training_set.shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: the result cast back to integers
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 255
    image = tf.cast(image, tf.uint8)
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: map is left out, normalize is right
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).prefetch(1)

# %% 09_pipelines/pipeline: from -1 to 1
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 127.5 - 1
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)
