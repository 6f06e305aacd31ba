# fails: biases
# cause: biases is a row of the weights, not the second array of the layer
# hint: What does [1] pick out where you wrote it?
# hint: get_weights() gives a list of two arrays. An index behind one array picks a row of it.
# hint: The biases are get_weights()[1] of the layer.
weights = model.get_layer("hidden").get_weights()[0]
biases = weights[1]
total_parameters = model.count_params()
