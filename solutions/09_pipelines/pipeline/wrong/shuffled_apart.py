# fails: examples
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

pictures = training_set.map(lambda image, label: image).shuffle(num_training_examples // 4)
digits = training_set.map(lambda image, label: label).shuffle(num_training_examples // 4)
training_batches = tf.data.Dataset.zip((pictures, digits)).batch(batch_size).map(normalize).prefetch(1)
