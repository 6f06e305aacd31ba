# fails: downhill, arrived
# cause: the steps begin at zero instead of at start
# hint: At which point should the steps begin?
# hint: Twenty steps do not reach the bottom of the valley. So the starting point matters.
# hint: Write w = tf.Variable(start).
w = tf.Variable([0.0, 0.0])
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
