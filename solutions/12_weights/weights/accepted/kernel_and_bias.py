hidden_layer = model.get_layer("hidden")
weights = hidden_layer.kernel
biases = hidden_layer.bias
total_parameters = sum(layer.count_params() for layer in model.layers)
