# %% 26_loading_images/load_images: a lambda of the picture
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda image: image / 255)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(lambda image: image / 255)

# %% 26_loading_images/load_images: a function of the picture
def scale(images):
    return images / 255
train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)

# %% 27_augmentation/augment: an augmentation of the picture
augmentation = tf.keras.Sequential([tf.keras.layers.RandomFlip('horizontal'), tf.keras.layers.RandomRotation(0.1)])
train_batches = training_batches.map(lambda images: augmentation(images, training=True))
