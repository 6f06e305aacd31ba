# fails: normalize, examples
# diagnosis: cut_to_integers
def normalize(image, label):
    return tf.cast(image // 255, tf.float32), label

training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
