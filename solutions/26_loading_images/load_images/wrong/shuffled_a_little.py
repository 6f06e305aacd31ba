# fails: shuffled
def scale(images, labels):
    return images / 255, labels

train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=None, shuffle=False)
train_data = train_data.shuffle(10).batch(BATCH_SIZE).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE).map(scale)
