# fails: biases
# cause: the biases are those of the output layer
# hint: How many numbers are in biases, and how many neurons has the hidden layer?
# hint: The task wants weights and biases of the same layer.
# hint: Take biases from the layer that you took weights from.
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("digits").get_weights()[1]
total_parameters = model.count_params()
