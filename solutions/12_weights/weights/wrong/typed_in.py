# fails: counted
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = 784 * 256 + 256 + 256 * 10 + 10
