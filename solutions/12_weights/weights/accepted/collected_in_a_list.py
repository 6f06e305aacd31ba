hidden = [layer for layer in model.layers if layer.name == "hidden"][0]
weights, biases = hidden.get_weights()

sizes = []


def collect(layer):
    for array in layer.get_weights():
        sizes.append(array.size)


for layer in model.layers:
    collect(layer)
total_parameters = sum(sizes)
