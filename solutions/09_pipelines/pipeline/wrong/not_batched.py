# fails: elements, prefetch
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.map(normalize).cache().shuffle(num_training_examples // 4).prefetch(1)
