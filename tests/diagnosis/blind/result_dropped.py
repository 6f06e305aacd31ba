# %% 27_augmentation/augment: mapped, but the result is not kept
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal'),
    tf.keras.layers.RandomRotation(0.2),
    tf.keras.layers.RandomTranslation(0.1, 0.1),
    tf.keras.layers.RandomZoom(0.1),
])
train_batches = training_batches
train_batches.map(lambda x, y: (augmentation(x, training=True), y))
