# fails: arrived
w = tf.Variable([0.0, 0.0])
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
