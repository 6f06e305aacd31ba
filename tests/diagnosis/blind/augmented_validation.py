# %% 27_augmentation/augment: switched off by training=False
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal'),
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomTranslation(0.1, 0.1),
    tf.keras.layers.RandomZoom(0.2),
])
train_batches = training_batches.map(lambda image, label: (augmentation(image, training=False), label))

# %% 27_augmentation/augment: a named function, switched off
augmentation = tf.keras.Sequential()
augmentation.add(tf.keras.layers.RandomRotation(0.15))
augmentation.add(tf.keras.layers.RandomTranslation(0.2, 0.2))
augmentation.add(tf.keras.layers.RandomZoom(0.1))
augmentation.add(tf.keras.layers.RandomFlip("horizontal"))

def augment(images, labels):
    images = augmentation(images, training=False)  # not part of the traning
    return images, labels

train_batches = training_batches.map(augment).prefetch(1)

# %% 27_augmentation/augment: made and never used
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomTranslation(0.1, 0.1),
    tf.keras.layers.RandomZoom(0.1),
    tf.keras.layers.RandomFlip('horizontal'),
])
train_batches = training_batches.prefetch(1)

# %% 27_augmentation/augment: the validation data as well
augmentation = tf.keras.Sequential([
    tf.keras.layers.RandomFlip('horizontal'),
    tf.keras.layers.RandomRotation(0.1),
    tf.keras.layers.RandomTranslation(0.1, 0.1),
    tf.keras.layers.RandomZoom(0.2),
])
train_batches = training_batches.map(lambda image, label: (augmentation(image, training=True), label))
validation_batches = validation_batches.map(lambda image, label: (augmentation(image, training=True), label))

# %% 27_augmentation/augment: both, in a loop
layers = tf.keras.layers
augmentation = tf.keras.Sequential([
    layers.RandomRotation(0.1), layers.RandomTranslation(0.1, 0.1), layers.RandomZoom(0.2), layers.RandomFlip('horizontal'),
])
augmented = []
for data in [training_batches, validation_batches]:
    augmented.append(data.map(lambda x, y: (augmentation(x, training=True), y)))
train_batches, validation_batches = augmented
