# fails: elements
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomFlip('horizontal')
])

train_batches = validation_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
