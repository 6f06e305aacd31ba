# fails: elements, range
# diagnosis: scaled_wrong
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)
