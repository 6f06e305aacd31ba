# fails: square, gradient
# cause: the matrix x was multiplied by itself as a matrix
# hint: Which operation squares each number by itself?
# hint: @ and tf.matmul mix rows and columns. The task squares number by number.
# hint: Write x**2, or x * x.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.matmul(x, x)

dy_dx = tape.gradient(y, x)
