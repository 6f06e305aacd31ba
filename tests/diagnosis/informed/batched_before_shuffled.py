# %% 09_pipelines/pipeline: in one line
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.batch(batch_size).shuffle(100).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: over two lines
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.map(normalize).batch(batch_size)
training_batches = training_batches.shuffle(num_training_examples // 4).prefetch(1)

# %% 09_pipelines/pipeline: with names
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

batched = training_set.cache().batch(batch_size)
shuffled = batched.shuffle(1000)
training_batches = shuffled.map(normalize).prefetch(1)
