# fails: total
# cause: all the parameters of the model were added once for each layer
# hint: What does your loop add in each round: the number of the layer, or the number of the model?
# hint: model.count_params() is already the whole number.
# hint: Add layer.count_params() in the loop, or call model.count_params() once.
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = 3 * model.count_params()
