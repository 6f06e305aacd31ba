# fails: read, validation_read
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
    return data.map(lambda images, labels: (images / 255, labels))

train_data = load(validation_folder)
validation_data = load(train_folder)
