# fails: active
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomBrightness(0.2, value_range=(0, 1)),
    tf.keras.layers.RandomContrast(0.3, value_range=(0, 1))
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
