# fails: normalize, elements, examples
# diagnosis: labels_scaled
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255
    label = tf.cast(label, tf.float32) / 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
