# fails: downhill, arrived, tape
# cause: w is still where it began
# hint: What is w after the first round of your loop?
# hint: A new name for the new place leaves w where it is, and so does a function whose result is not kept.
# hint: Give the new place the name w, in each round: w = w - …, or w.assign_sub(…).
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    new_w = w - learning_rate * tape.gradient(loss, w)
