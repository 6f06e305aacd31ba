# fails: elements, examples, validation_elements, validation_examples
def scale(images, labels):
    return images / 255, labels / 255

train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(scale)
