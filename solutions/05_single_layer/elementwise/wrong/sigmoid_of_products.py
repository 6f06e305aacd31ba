# fails: between, sum, value
# cause: the sigmoid was applied to each product before the products were added up
# hint: How many numbers go into your sigmoid, and how many should go into it?
# hint: Compute the weighted sum with its bias first, then the sigmoid. Your sigmoid comes too early.
# hint: Put the sum and the bias inside the brackets of sigmoid_activation.
y = tf.reduce_sum(sigmoid_activation(features * weights)) + bias
