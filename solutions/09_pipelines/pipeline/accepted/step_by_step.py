def normalize(image, label):
    scaled = tf.math.divide(tf.cast(image, dtype=tf.float32), 255.0)
    return (scaled, label)


shuffled = training_set.shuffle(buffer_size=num_training_examples, seed=3)
scaled = shuffled.map(normalize)
batched = scaled.batch(batch_size, drop_remainder=False)
training_batches = batched.prefetch(buffer_size=tf.data.AUTOTUNE)
