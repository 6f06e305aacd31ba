# fails: arrived
w = tf.Variable(start)
with tf.GradientTape() as tape:
    loss = loss_of(w)
w.assign_sub(learning_rate * tape.gradient(loss, w))
