# fails: tape
y = x**2
dy_dx = 2 * x
if 0:
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    dy_dx = tape.gradient(y, x)
