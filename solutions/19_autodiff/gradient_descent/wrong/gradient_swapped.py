# fails: downhill, arrived
# cause: each of the two numbers of the gradient was applied to the wrong weight
# hint: Which number of the gradient belongs to which weight?
# hint: The gradient has the same order as w: the slope comes first.
# hint: Subtract the gradient as it is, without taking it apart.
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    g = tape.gradient(loss, w)
    w.assign_sub([learning_rate * g[1], learning_rate * g[0]])
