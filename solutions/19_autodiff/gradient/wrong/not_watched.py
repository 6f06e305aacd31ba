# fails: gradient
# diagnosis: gradient_unwatched
with tf.GradientTape() as tape:
    y = x**2

dy_dx = tape.gradient(y, x)
