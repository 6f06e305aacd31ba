with tf.GradientTape(persistent=True) as tape:
    tape.watch(x)
    y = tf.square(x)
dy_dx = tape.gradient(y, x)
del tape
