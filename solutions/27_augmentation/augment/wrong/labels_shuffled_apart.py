# fails: elements
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomZoom(0.2)
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), tf.random.shuffle(labels)))
