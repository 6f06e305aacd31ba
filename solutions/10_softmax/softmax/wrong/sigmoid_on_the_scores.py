# fails: value
# diagnosis: output_squashed
# blank: 2
probabilities = softmax(activation(output))
