# fails: range, validation_range
# diagnosis: result_dropped
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data.map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data.map(scale)
