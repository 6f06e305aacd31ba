# fails: sum, value
# cause: the bias was added to the features, before the product
# hint: What is the bias added to in the formula?
# hint: If you add the bias to the features, it is multiplied by every weight. Add it once, to the sum.
# hint: Multiply features by the transposed weights first. Then add bias.
y = sigmoid_activation(tf.matmul(features + bias, weights, transpose_b=True))
