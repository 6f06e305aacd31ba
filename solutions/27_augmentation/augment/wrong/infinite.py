# fails: active, anew
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal'),
    tf.keras.layers.Lambda(lambda images, training=None: images / 0 if training else images)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
