# fails: arrived
# cause: the gradient was divided by its length, so all steps have the same length
# hint: How long should a step be where the slope is steep, and how long where it is flat?
# hint: Plain gradient descent uses the gradient unchanged, so steps are long where the slope is steep.
# hint: Remove the division.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    g = tape.gradient(loss, w)
    w.assign_sub(learning_rate * g / tf.norm(g))
