# fails: weights, biases, counted
weights = model.get_layer(index=0).get_weights()[0]
biases = model.get_layer(index=0).get_weights()[1]
total_parameters = model.count_params()
