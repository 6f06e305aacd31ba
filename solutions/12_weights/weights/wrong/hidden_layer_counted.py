# fails: total
# cause: only the parameters of the hidden layer were counted
# hint: How many layers with parameters does the summary show?
# hint: The task asks about the whole model. Its output layer has parameters, too.
# hint: Let the model count: model.count_params().
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = weights.size + biases.size
