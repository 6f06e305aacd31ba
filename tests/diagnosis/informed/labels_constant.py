# %% 09_pipelines/pipeline: zeros as labels
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, tf.zeros_like(label)

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: times nothing
def normalize(image, label):
    label = label * 0
    return tf.cast(image, tf.float32) / 255, label

training_batches = training_set.shuffle(num_training_examples // 4).map(normalize).batch(batch_size).prefetch(1)

# %% 09_pipelines/pipeline: a digit written down
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, tf.constant(7, tf.int64)

training_batches = training_set.shuffle(num_training_examples // 4).map(normalize).batch(batch_size).prefetch(1)
