# fails: weights, biases
# cause: the weights and biases come from the output layer
# hint: What is the shape of your weights, and how many inputs does the hidden layer have?
# hint: Layers are numbered from 0, and the input does not count. Flatten is layer 0 here.
# hint: The hidden layer is model.get_layer(index=1), or model.get_layer("hidden").
weights = model.get_layer(index=2).get_weights()[0]
biases = model.get_layer(index=2).get_weights()[1]
total_parameters = model.count_params()
