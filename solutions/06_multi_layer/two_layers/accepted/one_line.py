output = tf.sigmoid(tf.sigmoid(features @ W1 + B1) @ W2 + B2)
