# fails: arrived
# cause: w is the last gradient, not the place where the steps lead
# hint: What does your name w stand for at the end?
# hint: The gradient is a direction. The task wants the place.
# hint: Give the place the name w, and the gradient another one.
weights = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(weights)
    w = tape.gradient(loss, weights)
    weights.assign_sub(learning_rate * w)
