# fails: weights, biases, total
weights = tiny.layers[0].get_weights()[0]
biases = tiny.layers[0].get_weights()[1]
total_parameters = tiny.count_params()
