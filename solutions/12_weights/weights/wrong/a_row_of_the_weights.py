# fails: biases
# cause: biases is a row of the weights instead of the second array of the layer
# hint: What does [1] select in the place where you wrote it?
# hint: get_weights() returns a list of two arrays. An index after one of these arrays selects a row of it.
# hint: The biases are get_weights()[1] of the layer.
weights = model.get_layer("hidden").get_weights()[0]
biases = weights[1]
total_parameters = model.count_params()
