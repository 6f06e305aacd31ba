# fails: active, anew
augmentation = tf.keras.Sequential([
    tf.keras.layers.ZeroPadding2D(1),
    tf.keras.layers.Cropping2D(1)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
