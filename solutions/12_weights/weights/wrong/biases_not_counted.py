# fails: total
# cause: the biases were not counted
# hint: Which two kinds of parameters does a dense layer have?
# hint: Each neuron has one bias, in the hidden layer and in the output layer.
# hint: Count all the arrays of all the layers, or call model.count_params().
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = weights.size + model.get_layer("digits").get_weights()[0].size
