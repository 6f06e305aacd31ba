# fails: sum, value
# cause: the mean of the products was taken where their sum is asked for
# hint: What does the sign with which the formula begins stand for?
# hint: A mean is the sum divided by the number of products. The formula divides by nothing.
# hint: Use tf.reduce_sum in place of tf.reduce_mean.
y = sigmoid_activation(tf.reduce_mean(features * weights) + bias)
