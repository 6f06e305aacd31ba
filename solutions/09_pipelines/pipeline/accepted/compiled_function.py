@tf.function
def normalize(image, label):
    return tf.image.convert_image_dtype(image, tf.float32), label


buffer = len(training_set) // 3
training_batches = (training_set
                    .cache()
                    .shuffle(buffer)
                    .batch(batch_size, num_parallel_calls=2)
                    .map(normalize, num_parallel_calls=2)
                    .prefetch(tf.data.experimental.AUTOTUNE))
for pictures, labels in training_batches.take(2):
    print(pictures.shape, labels.shape)
