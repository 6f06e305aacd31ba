# fails: weights, biases
biases, weights = model.get_layer("hidden").get_weights()
total_parameters = model.count_params()
