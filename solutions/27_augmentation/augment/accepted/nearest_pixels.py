augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1, fill_mode='constant', interpolation='nearest'),
    tf.keras.layers.RandomBrightness(0.1, value_range=(0, 1))
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
