variable = tf.Variable(a)
c = variable.numpy()
b = 40.0 * variable
a = 1 + a
