# fails: arrived
w = tf.Variable(start)
for _ in range(steps + 1):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
