# fails: sum, value
# cause: the bias was added twice
# hint: How often does your code add the bias to the sum?
# hint: Look at every line between the product and the sigmoid, and at what goes into the sigmoid.
# hint: Add bias once, to the sum of the products.
y = sigmoid_activation(tf.reduce_sum(features * weights) + bias + bias)
