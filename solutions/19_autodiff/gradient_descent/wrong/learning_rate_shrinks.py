# fails: arrived
# cause: the learning rate was divided by the number of the step
# hint: Which learning rate does your last step use?
# hint: The task asks for the same learning rate in every step.
# hint: Use learning_rate unchanged.
w = tf.Variable(start)
for step in range(1, steps + 1):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate / step * tape.gradient(loss, w))
