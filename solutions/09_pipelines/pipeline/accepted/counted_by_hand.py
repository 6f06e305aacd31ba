def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / tf.constant(255.0)
    return image, label


count = 0
for _ in training_set:
    count += 1
assert count == num_training_examples
training_batches = training_set.shuffle(count).batch(batch_size).map(normalize).prefetch(1)
