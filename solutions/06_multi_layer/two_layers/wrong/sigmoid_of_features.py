# fails: hidden, value
# cause: the sigmoid was applied to the features, before the first product
# hint: What goes into the first product: the features, or something computed from them?
# hint: Each layer is a product, then a bias, then the sigmoid.
# hint: Use features unchanged. Apply the sigmoid after you add B1.
y1 = tf.matmul(sigmoid_activation(features), W1) + B1
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
