# fails: validation_range
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda images, labels: (images / 255, labels))

validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
