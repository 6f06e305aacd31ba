# fails: examples
def scale(images, labels):
    return images / 255, labels

train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(scale).take(10)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(scale)
