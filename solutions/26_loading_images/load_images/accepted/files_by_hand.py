def load(file, label):
    image = tf.io.decode_png(tf.io.read_file(file), channels=3)
    image = tf.image.resize(image, IMAGE_SIZE)
    return tf.cast(image, tf.float32) / 255, label

def dataset(folder):
    files = [str(file) for file in sorted(folder.glob('*/*.png'))]
    labels = [int('dogs' in file) for file in files]
    return tf.data.Dataset.from_tensor_slices((files, labels)), len(files)

train_data, count = dataset(train_folder)
train_data = train_data.shuffle(count).map(load).batch(BATCH_SIZE)

validation_data, count = dataset(validation_folder)
validation_data = validation_data.map(load).batch(BATCH_SIZE)
