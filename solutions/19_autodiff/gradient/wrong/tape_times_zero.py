# fails: tape
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = 2 * x + 0 * tape.gradient(y, x)
