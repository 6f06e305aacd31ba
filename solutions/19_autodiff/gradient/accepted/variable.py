variable = tf.Variable(x)
with tf.GradientTape() as g:
    y = variable ** 2
dy_dx = g.gradient(y, variable)
