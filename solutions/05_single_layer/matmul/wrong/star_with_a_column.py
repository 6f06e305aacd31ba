# fails: sum, value, product
# cause: a star was used with a column, which multiplies each feature by every weight
# hint: What shape does your product have?
# hint: * multiplies element by element. With a row and a column it fills a whole table.
# hint: Write @ or tf.matmul between features and the transposed weights.
y = sigmoid_activation(features * tf.transpose(weights) + bias)
