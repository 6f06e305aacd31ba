# %% 27_augmentation/augment: not in training
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomTranslation(0.1, 0.1)])
train_batches = train_images.map(lambda image, label: (augmentation(image, training=False), label))

# %% 27_augmentation/augment: the validation data too
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomTranslation(0.1, 0.1)])
train_batches = train_images.map(lambda i, l: (augmentation(i, training=True), l))
validation_batches = validation_images.map(lambda i, l: (augmentation(i, training=True), l))

# %% 27_augmentation/augment: training is False, by a name
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomTranslation(0.1, 0.1)])
def augment(image, label):
    return augmentation(image, training=False), label

train_batches = train_images.map(augment)
