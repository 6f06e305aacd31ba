# fails: total
# cause: the arrays were counted, not the numbers in them
# hint: What is 4 in your result: how many what?
# hint: get_weights() is a list of arrays. Each of them holds many parameters.
# hint: Add up the size of each array, or call model.count_params().
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = len(model.get_weights())
