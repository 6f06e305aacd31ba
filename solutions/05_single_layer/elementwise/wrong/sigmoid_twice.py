# fails: sum, value
# cause: the sigmoid was applied twice
# hint: How often does your code apply the sigmoid before it assigns y?
# hint: A neuron applies the sigmoid to its sum once. A second sigmoid squeezes the result into 0.5 to 0.73.
# hint: Apply sigmoid_activation once, to the sum with its bias, and leave the result unchanged.
h = sigmoid_activation(tf.reduce_sum(features * weights) + bias)
y = sigmoid_activation(h)
