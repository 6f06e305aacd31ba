w = tf.Variable(start, trainable=True)
optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)

i = 0
while i < steps:
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradients = tape.gradient(loss, [w])
    optimizer.apply_gradients(zip(gradients, [w]))
    i += 1
