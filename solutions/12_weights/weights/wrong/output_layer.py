# fails: weights, biases
weights = model.get_layer(index=2).get_weights()[0]
biases = model.get_layer(index=2).get_weights()[1]
total_parameters = model.count_params()
