from tensorflow import matmul as mm, transpose

h = tf.add(mm(features, transpose(weights)), bias)
y = tf.nn.sigmoid(h)
