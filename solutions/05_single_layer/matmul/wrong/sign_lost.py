# fails: value
# diagnosis: sign_lost
h = features @ tf.transpose(weights) + bias
y = 1 / (1 + tf.exp(h))
