# fails: arrived
# cause: slope and height of start are swapped
# hint: Print w before the first step. Does it equal start?
# hint: w[0] is the slope and w[1] is the height. The same is true for start.
# hint: Begin with start unchanged: w = tf.Variable(start).
w = tf.Variable([start[1], start[0]])
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
