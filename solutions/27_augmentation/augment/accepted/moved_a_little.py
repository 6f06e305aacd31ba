augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomTranslation(0.05, 0.05, fill_mode='constant', fill_value=0.0)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
