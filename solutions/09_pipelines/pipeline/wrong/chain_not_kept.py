# fails: elements, range, shuffled, prefetch
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set
training_batches.shuffle(num_training_examples // 4)
training_batches.batch(batch_size)
training_batches.map(normalize)
training_batches.prefetch(1)
