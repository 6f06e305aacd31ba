# %% 05_single_layer/elementwise: behind the brackets
y = tf.nn.sigmoid(tf.reduce_sum(features * weights)) + bias

# %% 06_multi_layer/two_layers: in the hidden layer
output = tf.sigmoid((tf.sigmoid(features @ W1) + B1) @ W2 + B2)

# %% 06_multi_layer/two_layers: in both, a function for a layer
def layer(x, w, b):
    return sigmoid_activation(tf.matmul(x, w)) + b

output = layer(layer(features, W1, B1), W2, B2)
