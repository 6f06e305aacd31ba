# fails: downhill, arrived
# cause: w became the step itself, not the place that it leads to
# hint: Print w in each round. Does it move on from where it was?
# hint: w.assign(…) replaces w by what it is given. w.assign_sub(…) takes away what it is given.
# hint: Write w.assign_sub(learning_rate * gradient), or w.assign(w - learning_rate * gradient).
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign(learning_rate * tape.gradient(loss, w))
