# fails: square, gradient
batch = tf.expand_dims(x, axis=0)

with tf.GradientTape() as tape:
    tape.watch(batch)
    y = batch**2

dy_dx = tape.gradient(y, batch)
