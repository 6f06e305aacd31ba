# fails: total
# cause: the parameters of the worked example were counted
# hint: Which two models are there in the notebook, and which of them does the task name?
# hint: tiny belongs to the worked example.
# hint: Call count_params() on model.
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = tiny.count_params()
