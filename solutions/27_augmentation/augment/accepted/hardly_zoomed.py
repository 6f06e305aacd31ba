augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomZoom(0.05)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
