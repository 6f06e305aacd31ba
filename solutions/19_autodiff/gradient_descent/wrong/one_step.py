# fails: arrived
# cause: only one step was taken
# hint: How often does the line that changes w run?
# hint: The step belongs inside the loop, and the start belongs before the loop.
# hint: Indent the step so that it runs in each round of the loop, and set w to start only once.
w = tf.Variable(start)
with tf.GradientTape() as tape:
    loss = loss_of(w)
w.assign_sub(learning_rate * tape.gradient(loss, w))
