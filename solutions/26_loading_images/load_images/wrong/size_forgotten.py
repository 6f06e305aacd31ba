# fails: elements, validation_elements
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda images, labels: (images / 255, labels))

validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, batch_size=BATCH_SIZE)
validation_data = validation_data.map(lambda images, labels: (images / 255, labels))
