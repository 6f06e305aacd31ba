# fails: sum, value
# diagnosis: bias_added_per_product
y = sigmoid_activation(tf.reduce_sum(features * weights + bias))
