# fails: sum, value
# cause: the bias was subtracted where it is to be added
# hint: Which sign stands before the bias in the formula of the lesson?
# hint: A bias may be negative itself. The formula adds it all the same.
# hint: Write + bias after the sum of the products.
y = sigmoid_activation(tf.reduce_sum(features * weights) - bias)
