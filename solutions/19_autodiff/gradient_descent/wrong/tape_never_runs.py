# fails: tape
w = start
for _ in range(steps):
    distance = w[0] * positions + w[1] - values
    gradient = tf.stack([tf.reduce_mean(2 * distance * positions), tf.reduce_mean(2 * distance)])
    w = w - learning_rate * gradient


def descend(place):
    with tf.GradientTape() as tape:
        loss = loss_of(place)
    place.assign_sub(learning_rate * tape.gradient(loss, place))
