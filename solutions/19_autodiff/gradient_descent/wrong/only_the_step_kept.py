# fails: downhill, arrived
# cause: `w` became the step itself instead of the point that the step leads to
# hint: Print w in each round. Does it move on from its last position?
# hint: w.assign(…) replaces w with its argument. w.assign_sub(…) subtracts its argument from w.
# hint: Write w.assign_sub(learning_rate * gradient), or w.assign(w - learning_rate * gradient).
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign(learning_rate * tape.gradient(loss, w))
