augmentation = tf.keras.Sequential()
for layer in (tf.keras.layers.RandomTranslation(0.1, 0.1), tf.keras.layers.RandomShear(0.2, 0.2)):
    augmentation.add(layer)

train_batches = (
    training_batches.unbatch()
    .map(lambda image, label: (augmentation(image[tf.newaxis], training=True)[0], label))
    .shuffle(320)
    .batch(64)
)
