# fails: square
# cause: the squares were added up, so that y is one number
# hint: Which shape should y have?
# hint: The tape gives one derivative for each number also where y is a matrix. No sum is needed.
# hint: Leave the sum out: y = x**2.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.reduce_sum(x**2)

dy_dx = tape.gradient(y, x)
