# fails: range
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomZoom(0.2)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(1.8 * images, training=True), labels))
