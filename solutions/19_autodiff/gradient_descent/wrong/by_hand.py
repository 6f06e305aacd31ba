# fails: tape
w = start
for _ in range(steps):
    distance = w[0] * positions + w[1] - values
    gradient = tf.stack([tf.reduce_mean(2 * distance * positions), tf.reduce_mean(2 * distance)])
    w = w - learning_rate * gradient
