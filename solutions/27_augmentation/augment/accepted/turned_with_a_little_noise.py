augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.05),
    tf.keras.layers.GaussianNoise(0.03)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
