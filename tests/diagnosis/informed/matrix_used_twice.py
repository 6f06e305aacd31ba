# %% 06_multi_layer/two_layers: the shapes don't fit, and it raises
hidden = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(hidden, W1) + B2)

# %% 06_multi_layer/two_layers: transposed, so that it runs
h = tf.sigmoid(features @ W1 + B1)
output = tf.sigmoid(h @ tf.transpose(W1) + B2)

# %% 06_multi_layer/two_layers: a part of it
h = tf.sigmoid(features @ W1 + B1)
output = tf.sigmoid(h @ W1[:2, :1] + B2)
