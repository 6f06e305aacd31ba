# fails: square, gradient
# cause: only the first row of x was squared
# hint: What is the shape of y, and what is the shape of x?
# hint: x[0] is one row. The task squares every number.
# hint: Write x**2, without an index.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x[0] ** 2

dy_dx = tape.gradient(y, x)
