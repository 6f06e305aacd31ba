# fails: range, validation_read, validation_elements
# diagnosis: pairs_as_one
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda image: image / 255)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(lambda image: image / 255)
