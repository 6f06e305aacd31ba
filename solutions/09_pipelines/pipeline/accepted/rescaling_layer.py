rescale = tf.keras.layers.Rescaling(1 / 255)

def normalize(image, label):
    return rescale(tf.cast(image, tf.float32)), label

training_batches = training_set.cache().shuffle(num_training_examples // 2, reshuffle_each_iteration=True)
training_batches = training_batches.padded_batch(batch_size).prefetch(4).map(normalize)
