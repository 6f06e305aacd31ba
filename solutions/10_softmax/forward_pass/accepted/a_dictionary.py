parameters = {}
for number, (n_in, n_out) in enumerate([(784, 256), (256, 10)], 1):
    parameters[f"w{number}"] = tf.random.normal((n_in, n_out))
    parameters[f"b{number}"] = tf.random.normal((1, n_out))


def layer(x, number):
    return x @ parameters[f"w{number}"] + parameters[f"b{number}"]


inputs = tf.reshape(images, (64, 28 * 28 * 1))
output = layer(1 / (1 + tf.exp(-layer(inputs, 1))), 2)
globals().update(parameters)
