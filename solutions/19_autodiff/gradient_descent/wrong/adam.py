# fails: arrived
# cause: another method than plain gradient descent was used
# hint: What does the formula of the lesson subtract in each step?
# hint: Optimizers such as Adam change the length of each step. Here it is the learning rate times the gradient.
# hint: Subtract learning_rate * gradient from w yourself.
w = tf.Variable(start)
optimizer = tf.keras.optimizers.Adam(learning_rate)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
