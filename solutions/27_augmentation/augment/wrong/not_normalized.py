# fails: range
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomZoom(0.2)
])

train_batches = training_set.batch(64).map(lambda images, labels: (augmentation(tf.cast(images, tf.float32), training=True), labels))
