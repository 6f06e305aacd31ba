# fails: arrived
# cause: `w` is the last gradient instead of the point that the steps lead to
# hint: What does your name w stand for at the end?
# hint: The gradient is a direction. The task asks for a point.
# hint: Use the name w for the point, and a different name for the gradient.
weights = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(weights)
    w = tape.gradient(loss, weights)
    weights.assign_sub(learning_rate * w)
