# fails: weights
weights = model.get_layer("hidden").get_weights()[0].T
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = model.count_params()
