# fails: arrived
# cause: only the slope was changed, and the height was not
# hint: Which of the two numbers in w change?
# hint: The gradient has two numbers, one for each weight. Both weights need a step.
# hint: Subtract learning_rate times the whole gradient from the whole w.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradient = tape.gradient(loss, w)
    w.assign([w[0] - learning_rate * gradient[0], w[1]])
