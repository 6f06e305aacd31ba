# fails: arrived
w = tf.Variable(start)
with tf.GradientTape() as tape:
    loss = loss_of(w)
gradient = tape.gradient(loss, w)
for _ in range(steps):
    w.assign_sub(learning_rate * gradient)
