# fails: downhill, arrived
# cause: the gradient was computed only once, before the loop
# hint: How often does your tape record, and how often does w move?
# hint: After each step the slope is different, so each step needs its own gradient.
# hint: Move the tape and the gradient into the loop.
w = tf.Variable(start)
with tf.GradientTape() as tape:
    loss = loss_of(w)
gradient = tape.gradient(loss, w)
for _ in range(steps):
    w.assign_sub(learning_rate * gradient)
