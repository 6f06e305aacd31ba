# %% 05_single_layer/elementwise: a slip of the pen
y = sigmoid_activation(tf.reduce_sum(featurs * weights) + bias)
