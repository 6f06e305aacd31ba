# fails: arrived
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_add(learning_rate * tape.gradient(loss, w))
