# fails: range
# diagnosis: scaled_wrong
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size)
training_batches = training_batches.map(normalize).prefetch(1)
