# %% 09_pipelines/pipeline: 32, typed in
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(32).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: the number of the shuffle buffer
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label

training_batches = training_set.cache().shuffle(batch_size).batch(num_training_examples//4).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: one picture a batch
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255.0
    return image, label

training_batches = training_set.cache()
training_batches = training_batches.shuffle(num_training_examples//4)
training_batches = training_batches.batch(1)
training_batches = training_batches.map(normalize)
training_batches = training_batches.prefetch(1)

# %% 09_pipelines/pipeline: 46 for 64
def normalize(image, label):
    return image / 255, label

training_batches = training_set.map(lambda i, l: (tf.cast(i, tf.float32), l)).shuffle(1000).batch(46).map(normalize).prefetch(1)
