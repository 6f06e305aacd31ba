# fails: square, gradient
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.matmul(x, x)

dy_dx = tape.gradient(y, x)
