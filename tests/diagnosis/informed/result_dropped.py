# %% 26_loading_images/load_images: scaled, and the result left lying
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
for data in (train_data, validation_data):
    data.map(lambda images, labels: (images / 255, labels))

# %% 26_loading_images/load_images: one of the two is kept
def scale(images, labels):
    return images / 255.0, labels
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
train_data = train_data.map(scale)
validation_data.map(scale)

# %% 09_pipelines/pipeline: shuffled, and the result left lying
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label
training_batches = training_set.map(normalize)
training_batches.shuffle(num_training_examples // 4)
training_batches = training_batches.batch(batch_size).prefetch(1)
