# fails: examples, validation_examples
def scale(images, labels):
    return images / 255, labels

train_data = tf.keras.utils.image_dataset_from_directory(
    photographs, validation_split=0.3333, subset='training', seed=7, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    photographs, validation_split=0.3333, subset='validation', seed=7, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(scale)
