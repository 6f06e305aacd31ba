# fails: elements
# diagnosis: other_batch_size
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(32).map(normalize).prefetch(1)
