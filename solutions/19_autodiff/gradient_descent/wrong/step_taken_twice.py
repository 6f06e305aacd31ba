# fails: arrived
# cause: each step was taken twice
# hint: How many lines of your loop change w?
# hint: assign and assign_sub both move w.
# hint: Keep only one of the lines that change w.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    step = learning_rate * tape.gradient(loss, w)
    w.assign_sub(step)
    w.assign_sub(step)
