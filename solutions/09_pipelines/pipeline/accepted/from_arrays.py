normalize = lambda image, label: (tf.image.convert_image_dtype(image, tf.float32), label)

images, labels = next(iter(training_set.batch(num_training_examples)))
training_batches = (
    tf.data.Dataset.from_tensor_slices((images, labels))
    .shuffle(1000)
    .map(normalize)
    .batch(64)
    .prefetch(2)
)
