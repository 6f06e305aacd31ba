augmentation = tf.keras.Sequential()
augmentation.add(tf.keras.layers.RandomFlip('horizontal'))


def mirror(images, labels):
    images = augmentation(images, training=True)
    return (images, labels)


train_batches = training_batches.map(mirror)
