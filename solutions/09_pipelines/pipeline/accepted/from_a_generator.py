def normalize(picture, digit):
    picture = tf.divide(tf.dtypes.cast(picture, 'float32'), 255)
    return (picture, digit)

pairs = [(picture, digit) for picture, digit in training_set.as_numpy_iterator()]

def one_by_one():
    for picture, digit in pairs:
        yield picture, digit

training_batches = tf.data.Dataset.from_generator(
    one_by_one,
    output_signature=(tf.TensorSpec((28, 28, 1), tf.uint8), tf.TensorSpec((), tf.int64)),
).map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)
