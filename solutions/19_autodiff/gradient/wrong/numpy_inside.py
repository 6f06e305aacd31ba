# fails: gradient
# diagnosis: gradient_unwatched
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.constant(np.square(x))

dy_dx = tape.gradient(y, x)
