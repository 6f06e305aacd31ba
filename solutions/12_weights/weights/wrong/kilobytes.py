# fails: total
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = model.count_params() * 4 / 1024
