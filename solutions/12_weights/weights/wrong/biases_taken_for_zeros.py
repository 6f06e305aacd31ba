# fails: biases
# cause: biases was filled with zeros instead of being read from the layer
# hint: Where do the numbers of your biases come from?
# hint: Biases usually start as zeros. The biases of this network do not.
# hint: Take the second array of get_weights().
weights = model.get_layer("hidden").get_weights()[0]
biases = np.zeros(256, dtype="float32")
total_parameters = model.count_params()
