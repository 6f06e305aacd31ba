# fails: weights, biases
weights = model.get_layer("hidden").get_weights()
biases = model.get_layer("hidden").weights
total_parameters = model.count_params()
