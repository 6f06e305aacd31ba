augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal'),
    tf.keras.layers.RandomTranslation(0.2, 0.2),
    tf.keras.layers.RandomContrast(0.2, value_range=(0, 1))
])


def augment(images, labels):
    return augmentation(images), labels


train_batches = training_batches.map(augment, num_parallel_calls=tf.data.AUTOTUNE).prefetch(1)
