# fails: gradient
# diagnosis: half_way
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2
