# fails: between, hidden, value
W1 = W1 * float("inf")
output = tf.sigmoid(tf.sigmoid(0 * (features @ W1) + B1) @ W2 + B2)
