# fails: elements
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomZoom(0.2)
])

first, _ = next(iter(training_batches))
train_batches = training_batches.map(lambda images, labels: (augmentation(first, training=True), labels))
