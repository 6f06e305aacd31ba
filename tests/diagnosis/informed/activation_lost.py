# %% 05_single_layer/elementwise: the weighted sum is called y
y = tf.reduce_sum(tf.multiply(features, weights), axis=1, keepdims=True) + bias

# %% 06_multi_layer/two_layers: no activation between the layers
output = sigmoid_activation((features @ W1 + B1) @ W2 + B2)

# %% 06_multi_layer/two_layers: none at all
z1 = tf.matmul(features, W1) + B1
z2 = tf.matmul(z1, W2) + B2
output = z2
