# fails: arrived
# cause: a method different from plain gradient descent was used
# hint: What does the formula of the lesson subtract in each step?
# hint: Optimizers such as Adam change the length of each step. In this task, a step is the learning rate times the gradient.
# hint: Subtract learning_rate * gradient from w yourself.
w = tf.Variable(start)
optimizer = tf.keras.optimizers.Adam(learning_rate)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
