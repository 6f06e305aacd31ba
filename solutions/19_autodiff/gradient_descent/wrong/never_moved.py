# fails: downhill, arrived, tape
# cause: `w` is still at its starting point
# hint: What is w after the first round of your loop?
# hint: If you assign the new point to a different name, w does not change. A function whose result you do not assign does not change w, either.
# hint: Assign the new point to w in each round: w = w - …, or w.assign_sub(…).
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    new_w = w - learning_rate * tape.gradient(loss, w)
