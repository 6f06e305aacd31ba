# fails: square, gradient
# cause: `x` was multiplied by itself as a matrix
# hint: Which operation squares each number by itself?
# hint: @ and tf.matmul combine rows with columns. The task squares each number.
# hint: Write x**2, or x * x.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.matmul(x, x)

dy_dx = tape.gradient(y, x)
