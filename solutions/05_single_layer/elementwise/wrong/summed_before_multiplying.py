# fails: sum, value
# cause: features and weights were each added up before they were multiplied
# hint: In which order does the worked example multiply and add up?
# hint: Multiply each feature by its own weight first. Only the products are added up.
# hint: Write the product features * weights inside tf.reduce_sum(…).
y = sigmoid_activation(tf.reduce_sum(features) * tf.reduce_sum(weights) + bias)
