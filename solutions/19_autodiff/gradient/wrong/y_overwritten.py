# fails: square
# cause: `y` was overwritten by the derivative
# hint: What does y hold at the end?
# hint: A name keeps only the value that was assigned to it last.
# hint: Assign the derivative only to dy_dx.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

y = tape.gradient(y, x)
dy_dx = y
