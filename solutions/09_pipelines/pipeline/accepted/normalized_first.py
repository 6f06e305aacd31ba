def normalize(image, label):
    return tf.cast(image, tf.float32) / 255.0, label

training_batches = training_set.map(normalize, num_parallel_calls=tf.data.AUTOTUNE)
training_batches = training_batches.shuffle(num_training_examples)
training_batches = training_batches.batch(batch_size)
training_batches = training_batches.prefetch(tf.data.AUTOTUNE)
