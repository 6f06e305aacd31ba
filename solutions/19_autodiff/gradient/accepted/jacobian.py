with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2
jacobian = tape.jacobian(y, x)
dy_dx = tf.reduce_sum(jacobian, axis=[0, 1])
