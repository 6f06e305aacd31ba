# fails: biases
# cause: the biases come from the output layer
# hint: How many numbers does biases hold, and how many neurons does the hidden layer have?
# hint: The task asks for the weights and the biases of the same layer.
# hint: Take biases from the same layer as weights.
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("digits").get_weights()[1]
total_parameters = model.count_params()
