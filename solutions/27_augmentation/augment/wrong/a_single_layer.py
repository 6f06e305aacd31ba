# fails: kind
augmentation = tf.keras.layers.RandomRotation(0.1)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
