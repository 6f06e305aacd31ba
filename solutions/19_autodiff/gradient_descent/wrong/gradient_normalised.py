# fails: arrived
# cause: the gradient was divided by its length, so that all steps are equally long
# hint: How long should a step be where the ground is steep, and how long where it is flat?
# hint: Plain gradient descent takes the gradient as it is: long where it is steep.
# hint: Leave the division out.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    g = tape.gradient(loss, w)
    w.assign_sub(learning_rate * g / tf.norm(g))
