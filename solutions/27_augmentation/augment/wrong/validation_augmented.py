# fails: validation
# diagnosis: augmented_validation
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomFlip('horizontal')
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
validation_batches = validation_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
