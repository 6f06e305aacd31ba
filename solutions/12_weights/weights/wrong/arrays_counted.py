# fails: total
# cause: the arrays were counted instead of the numbers in them
# hint: Your result is 4. What are there 4 of?
# hint: get_weights() returns a list of arrays. Each of them holds many parameters.
# hint: Add up the size of each array, or call model.count_params().
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = len(model.get_weights())
