# fails: arrived
# cause: the learning rate was left out of the step
# hint: How long is each of your steps?
# hint: The gradient shows which way is up. The learning rate says how far to go.
# hint: Subtract learning_rate times the gradient.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(tape.gradient(loss, w))
