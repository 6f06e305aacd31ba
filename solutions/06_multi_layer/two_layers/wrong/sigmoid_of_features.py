# fails: hidden, value
# cause: the sigmoid was applied to the features, before the first product
# hint: What goes into the first product: the features, or something made of them?
# hint: Each layer is a product, a bias and then the sigmoid, in this order.
# hint: Use features as they are. Apply the sigmoid after adding B1.
y1 = tf.matmul(sigmoid_activation(features), W1) + B1
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
