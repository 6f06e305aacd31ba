# fails: arrived
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    new_w = w - learning_rate * tape.gradient(loss, w)
