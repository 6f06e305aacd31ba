# fails: between, sum, value
# cause: the sigmoid was taken of each product, before anything was added up
# hint: How many numbers go into your sigmoid, and how many should?
# hint: First the weighted sum and its bias, then the sigmoid. Yours comes too early.
# hint: Put the sum and the bias inside the brackets of sigmoid_activation.
y = tf.reduce_sum(sigmoid_activation(features * weights)) + bias
