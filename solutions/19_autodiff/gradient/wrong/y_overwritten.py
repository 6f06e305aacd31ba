# fails: square
# cause: y was overwritten by the derivative
# hint: What does y hold at the end?
# hint: A name keeps only what was bound to it last.
# hint: Give the derivative the name dy_dx alone.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

y = tape.gradient(y, x)
dy_dx = y
