# fails: tape
w = start
for _ in range(steps):
    with tf.GradientTape() as tape:
        tape.watch(w)
        loss = loss_of(w)
    slope = tape.gradient(loss, w)
    distance = w[0] * positions + w[1] - values
    gradient = tf.stack([tf.reduce_mean(2 * distance * positions), tf.reduce_mean(2 * distance)])
    w = w - learning_rate * gradient
