# fails: sum, value
# cause: the mean of the products was computed instead of their sum
# hint: What does the sign at the beginning of the formula mean?
# hint: A mean is the sum divided by the number of products. The formula does not divide.
# hint: Use tf.reduce_sum instead of tf.reduce_mean.
y = sigmoid_activation(tf.reduce_mean(features * weights) + bias)
