# fails: range, validation_range
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
