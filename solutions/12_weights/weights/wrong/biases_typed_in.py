# fails: biases
weights = model.get_layer("hidden").get_weights()[0]
biases = np.zeros(256, dtype="float32")
total_parameters = model.count_params()
