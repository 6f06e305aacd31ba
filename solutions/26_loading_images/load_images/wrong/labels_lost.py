# fails: elements, examples, validation_elements, validation_examples
train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, labels=None, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(lambda images: images / 255)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, labels=None, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(lambda images: images / 255)
