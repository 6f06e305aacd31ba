with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.pow(x, 2)
    total = tf.reduce_sum(y)
dy_dx = tape.gradient(total, x).numpy()
y = y.numpy()
