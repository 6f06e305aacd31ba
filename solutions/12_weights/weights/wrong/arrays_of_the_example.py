# fails: weights, biases, total
# cause: the arrays come from the tiny network of the worked example
# hint: Which two models are there in the notebook, and which of them does the task name?
# hint: tiny belongs to the worked example. Its arrays are much smaller.
# hint: Use model instead of tiny.
weights = tiny.layers[0].get_weights()[0]
biases = tiny.layers[0].get_weights()[1]
total_parameters = tiny.count_params()
