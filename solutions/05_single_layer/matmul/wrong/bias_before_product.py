# fails: sum, value
# cause: the bias was added to the features, before the product
# hint: What is the bias added to in the formula?
# hint: Added to the features, the bias is multiplied by every weight. It should be added once, to the sum.
# hint: Make the product of features and transposed weights first. Then add bias.
y = sigmoid_activation(tf.matmul(features + bias, weights, transpose_b=True))
