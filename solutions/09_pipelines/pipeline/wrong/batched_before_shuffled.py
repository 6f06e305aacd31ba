# fails: shuffled
# diagnosis: batched_before_shuffled
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().batch(batch_size).shuffle(num_training_examples // 4).map(normalize).prefetch(1)
