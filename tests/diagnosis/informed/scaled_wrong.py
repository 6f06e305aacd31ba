# %% 09_pipelines/pipeline: not scaled
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    return image, label

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: by another number
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 100
    return image, label

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: twice
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    image /= 255
    return image, label

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
