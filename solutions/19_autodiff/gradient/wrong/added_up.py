# fails: square
# cause: the squares were added up, so y is one number
# hint: What shape should y have?
# hint: The tape returns one derivative for each number, even if y is a matrix. You do not need a sum.
# hint: Remove the sum: y = x**2.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.reduce_sum(x**2)

dy_dx = tape.gradient(y, x)
