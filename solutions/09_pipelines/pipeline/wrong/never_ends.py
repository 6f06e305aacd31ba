# fails: examples
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().repeat().shuffle(num_training_examples // 4).batch(batch_size)
training_batches = training_batches.map(normalize).prefetch(1)
