# fails: elements
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomZoom(0.2)
])

pictures = validation_batches.repeat(5).map(lambda images, labels: augmentation(images, training=True))
labels = training_batches.map(lambda images, labels: labels)
train_batches = tf.data.Dataset.zip((pictures, labels))
