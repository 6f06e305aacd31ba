# fails: value
# blank: 2
probabilities = softmax(activation(output))
