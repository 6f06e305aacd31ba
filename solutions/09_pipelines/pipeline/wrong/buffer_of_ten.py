# fails: shuffled
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label

training_batches = training_set.cache().shuffle(10).batch(batch_size).map(normalize).prefetch(1)
