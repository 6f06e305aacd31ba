# fails: gradient
# diagnosis: arguments_swapped
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.gradient(x, y)
