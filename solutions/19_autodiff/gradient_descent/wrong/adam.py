# fails: arrived
w = tf.Variable(start)
optimizer = tf.keras.optimizers.Adam(learning_rate)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
