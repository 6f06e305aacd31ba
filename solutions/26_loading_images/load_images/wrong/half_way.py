# fails: validation_read, validation_elements
# diagnosis: incomplete_answer
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda images, labels: (images / 255, labels))
