# fails: arrived
# cause: the learning rate was divided by the number of the step
# hint: Which learning rate does the last of your steps have?
# hint: The task wants the same learning rate in every step.
# hint: Use learning_rate as it is.
w = tf.Variable(start)
for step in range(1, steps + 1):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate / step * tape.gradient(loss, w))
