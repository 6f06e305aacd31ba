# fails: hidden, value
# cause: both products were combined, without the bias and the activation of the hidden layer
# hint: What happens between the two products in a network with two layers?
# hint: Without an activation between them, two layers compute no more than one.
# hint: Add B1 to the first product and apply the sigmoid. Only then multiply by W2.
output = sigmoid_activation(tf.matmul(tf.matmul(features, W1), W2) + B2)
