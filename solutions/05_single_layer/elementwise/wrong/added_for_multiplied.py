# fails: sum, value
# cause: features and weights were added instead of multiplied
# hint: What does the worked example do with a feature and its weight?
# hint: A weight says how much its feature counts. To apply it, multiply.
# hint: Write features * weights, not features + weights.
y = sigmoid_activation(tf.reduce_sum(features + weights) + bias)
