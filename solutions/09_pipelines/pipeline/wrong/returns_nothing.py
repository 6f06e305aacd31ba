# fails: normalize, elements, range, examples, shuffled, prefetch
# diagnosis: returns_nothing
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255

training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
