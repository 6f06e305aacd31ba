# fails: square, gradient
with tf.GradientTape() as tape:
    tape.watch(t)
    y = t**2

dy_dx = tape.gradient(y, t)
