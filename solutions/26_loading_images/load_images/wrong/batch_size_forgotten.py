# fails: elements, validation_elements
def scale(images, labels):
    return images / 255, labels

train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, image_size=IMAGE_SIZE).map(scale)
