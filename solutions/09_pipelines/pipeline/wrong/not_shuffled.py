# fails: shuffled
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().batch(batch_size).map(normalize).prefetch(1)
