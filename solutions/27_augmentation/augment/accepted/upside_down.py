augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal_and_vertical'),
    tf.keras.layers.RandomContrast(0.1)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
