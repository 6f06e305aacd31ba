# fails: anew
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomFlip('horizontal')
])

augmented = training_batches.take(1).map(lambda images, labels: (augmentation(images, training=True), labels))
train_batches = augmented.concatenate(training_batches.skip(1))
