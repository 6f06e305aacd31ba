# fails: arrived
# cause: the learning rate of the worked example was used
# hint: Which learning rate does the task name, and which one do you use?
# hint: 0.25 belongs to the parabola in the example.
# hint: Use the name learning_rate.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(0.25 * tape.gradient(loss, w))
