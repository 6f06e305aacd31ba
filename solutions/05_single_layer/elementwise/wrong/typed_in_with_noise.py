# fails: number
y = tf.random.normal((1, 1), 0.36286554, 1e-7)
