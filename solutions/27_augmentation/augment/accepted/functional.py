inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.RandomRotation(45 / 360, fill_mode='nearest')(inputs)
x = tf.keras.layers.RandomZoom((-0.3, 0.1))(x)
augmentation = tf.keras.Model(inputs, x)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
