h = tf.einsum("ij,kj->ik", features, weights)
h = tf.add(h, bias)
y = tf.math.sigmoid(h)
