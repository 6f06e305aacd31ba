# fails: gradient
# diagnosis: gradient_unwatched
with tf.GradientTape() as tape:
    y = x**2
    tape.watch(x)

dy_dx = tape.gradient(y, x)
