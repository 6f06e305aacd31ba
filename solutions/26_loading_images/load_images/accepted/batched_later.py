def make(folder):
    data = tf.keras.utils.image_dataset_from_directory(folder, image_size=IMAGE_SIZE, batch_size=None, shuffle=False)
    data = data.map(lambda image, label: (tf.cast(image, tf.float32) / 255.0, label))
    return data.cache()

train_data = make(train_folder).shuffle(1000).batch(BATCH_SIZE).prefetch(1)
validation_data = make(validation_folder).batch(BATCH_SIZE).prefetch(1)
