weights, biases = model.layers[1].get_weights()
total_parameters = sum(array.size for array in model.get_weights())
