def load(file, label):
    image = tf.io.decode_png(tf.io.read_file(file), channels=3)
    image = tf.image.resize(image, IMAGE_SIZE)
    return tf.cast(image, tf.float32) / 255, label

def dataset(folder):
    files = sorted(folder.glob('*/*.png'))
    labels = [int(file.parent.name == 'dogs') for file in files]
    return tf.data.Dataset.from_tensor_slices(([str(file) for file in files], labels))

train_data = dataset(train_folder).shuffle(1000).map(load).batch(BATCH_SIZE)
validation_data = dataset(validation_folder).map(load).batch(BATCH_SIZE)
