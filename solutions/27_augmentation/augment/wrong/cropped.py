# fails: active, elements
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal'),
    tf.keras.layers.RandomCrop(24, 24)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
