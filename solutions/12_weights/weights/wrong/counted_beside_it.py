# fails: counted
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]


def count(network):
    return 203530


counted = count(model.count_params())
total_parameters, rest = 203530, counted
