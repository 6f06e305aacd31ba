# fails: sum, value
# cause: the bias was subtracted instead of added
# hint: Which sign is in front of the bias in the lesson's formula?
# hint: A bias may itself be negative. The formula still adds it.
# hint: Write + bias after the sum of the products.
y = sigmoid_activation(tf.matmul(features, weights, transpose_b=True) - bias)
