# %% 09_pipelines/pipeline: 32
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.shuffle(num_training_examples // 4).batch(32).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: a name of one's own
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

size = 128
training_batches = training_set.shuffle(num_training_examples // 4).batch(size).map(normalize).prefetch(1)
