# fails: arrived
# cause: only one step was taken
# hint: How often does the line run that changes w?
# hint: The step belongs into the loop, and the start in front of it.
# hint: Indent the step so that each round of the loop takes it, and begin at start only once.
w = tf.Variable(start)
with tf.GradientTape() as tape:
    loss = loss_of(w)
w.assign_sub(learning_rate * tape.gradient(loss, w))
