# fails: tape
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

slope = tape.gradient(y, x)
dy_dx = 2 * x
