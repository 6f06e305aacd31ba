# fails: value
y = sigmoid_activation(features * weights + bias)
