# %% 09_pipelines/pipeline: both divided
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label / 255

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: in place
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    label /= 255
    return image, label

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: cast and divided
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, tf.cast(label, tf.float32) / 255.0

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
