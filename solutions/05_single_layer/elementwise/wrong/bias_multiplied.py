# fails: sum, value
# cause: the bias was multiplied instead of added
# hint: What does the formula do with the bias: multiply or add?
# hint: The weights stretch the features. The bias shifts the sum.
# hint: Take the bias out of the product and add it to the sum.
y = sigmoid_activation(tf.reduce_sum(features * weights * bias))
