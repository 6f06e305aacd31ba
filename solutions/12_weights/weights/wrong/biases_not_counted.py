# fails: total
# cause: the biases were left out of the count
# hint: What two kinds of parameters does a dense layer have?
# hint: Each neuron has one bias. The output layer and the hidden layer both have them.
# hint: Count all arrays of all layers, or call model.count_params().
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = weights.size + model.get_layer("digits").get_weights()[0].size
