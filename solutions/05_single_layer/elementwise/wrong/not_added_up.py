# fails: sum, value
# diagnosis: not_added_up
y = sigmoid_activation(features * weights + bias)
