# fails: product
# diagnosis: other_way
h = tf.reduce_sum(tf.multiply(features, weights)) + bias
y = sigmoid_activation(h)
