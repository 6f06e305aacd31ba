# fails: downhill, arrived
# cause: the step was added, which leads uphill
# hint: Does the loss get smaller from step to step?
# hint: The gradient points uphill. Which sign is in front of it in the formula?
# hint: Subtract the step: use assign_sub instead of assign_add, or a minus instead of a plus.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_add(learning_rate * tape.gradient(loss, w))
