# fails: shape
W1 = W1 * float("inf")
output = tf.sigmoid(tf.sigmoid(tf.sqrt(features @ W1) + B1) @ W2 + B2)
