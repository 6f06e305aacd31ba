# fails: tape
w = start
for _ in range(steps):
    with tf.GradientTape() as tape:
        tape.watch(w)
        loss = loss_of(w)
    distance = w[0] * positions + w[1] - values
    slope = tf.stack([tf.reduce_mean(2 * distance * positions), tf.reduce_mean(2 * distance)])
    w = w - learning_rate * (slope + 0 * tape.gradient(loss, w))
