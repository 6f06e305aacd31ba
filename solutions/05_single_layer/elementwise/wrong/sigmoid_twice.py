# fails: sum, value
# cause: the sigmoid was applied twice
# hint: How often does the number on its way to y go through the sigmoid?
# hint: A neuron squashes its sum once. A second sigmoid squeezes the result into the range from 0.5 to 0.73.
# hint: Apply sigmoid_activation once, to the sum with its bias, and leave the result as it is.
h = sigmoid_activation(tf.reduce_sum(features * weights) + bias)
y = sigmoid_activation(h)
