# fails: total
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = np.sum([[layer.count_params() for layer in model.layers]], axis=1)
