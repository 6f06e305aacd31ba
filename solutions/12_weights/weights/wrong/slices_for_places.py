# fails: weights, biases
weights = model.get_layer("hidden").get_weights()[:1]
biases = model.get_layer("hidden").get_weights()[1:]
total_parameters = model.count_params()
