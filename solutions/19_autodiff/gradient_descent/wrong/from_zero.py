# fails: downhill, arrived
# cause: the way begins at zero, not at start
# hint: Which point does the task begin at?
# hint: Twenty steps do not reach the valley. So it matters where they begin.
# hint: Write w = tf.Variable(start).
w = tf.Variable([0.0, 0.0])
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
