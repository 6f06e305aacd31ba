# fails: gradient
# diagnosis: wrong_block
with tf.GradientTape() as tape:
    tape.watch(x)

y = x**2

dy_dx = tape.gradient(y, x)
