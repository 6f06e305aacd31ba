# fails: square
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.reduce_sum(x**2)

dy_dx = tape.gradient(y, x)
