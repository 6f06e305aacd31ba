def normalize(image, label):
    image = tf.cast(image, tf.float32) * (1 / 255)
    return image, label


def pipeline(dataset, size, buffer):
    return dataset.map(normalize).cache().shuffle(buffer).batch(size).prefetch(1)


training_batches = pipeline(training_set, batch_size, num_training_examples // 4)
