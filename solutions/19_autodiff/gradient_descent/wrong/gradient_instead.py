# fails: arrived
weights = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(weights)
    w = tape.gradient(loss, weights)
    weights.assign_sub(learning_rate * w)
