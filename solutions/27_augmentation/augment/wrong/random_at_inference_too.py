# fails: active, anew
augmentation = tf.keras.Sequential([
    tf.keras.layers.Lambda(tf.image.random_flip_left_right),
    tf.keras.layers.Lambda(lambda images: tf.image.random_flip_up_down(images))
])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
