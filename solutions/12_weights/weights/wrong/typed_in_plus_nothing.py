# fails: counted
weights, biases = model.get_layer("hidden").get_weights()
total_parameters = 203530 + 0 * len(model.layers)
