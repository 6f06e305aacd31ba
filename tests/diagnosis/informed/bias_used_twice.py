# %% 06_multi_layer/two_layers: the output layer's in both
output = tf.sigmoid(tf.sigmoid(features @ W1 + B2) @ W2 + B2)

# %% 06_multi_layer/two_layers: the hidden layer's in both
output = tf.sigmoid(tf.sigmoid(features @ W1 + B1) @ W2 + B1)

# %% 06_multi_layer/two_layers: a part of the hidden layer's
h = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(h, W2) + B1[:, :1])
