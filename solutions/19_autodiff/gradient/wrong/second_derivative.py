# fails: gradient
with tf.GradientTape() as outer:
    outer.watch(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    first = tape.gradient(y, x)

dy_dx = outer.gradient(first, x)
