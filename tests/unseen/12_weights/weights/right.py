# %% the layer by its name, both arrays at once
weights, biases = model.get_layer("hidden").get_weights()

total_parameters = model.count_params()

# %% kernel and bias of the layer as arrays, the total as a sum over the layers
hidden = model.layers[1]

weights = hidden.kernel.numpy()
biases = hidden.bias.numpy()

total_parameters = sum(layer.count_params() for layer in model.layers)

# %% the first two of all the model's arrays, and the sizes of all of them
arrays = model.get_weights()
print([array.shape for array in arrays])

weights = arrays[0]
biases = arrays[1]

total_parameters = sum(array.size for array in arrays)

# %% a loop that looks for the layer's name and counts on the way
total_parameters = 0

for layer in model.layers:
    total_parameters += layer.count_params()
    if layer.name == "hidden":
        weights, biases = layer.get_weights()

print("{:,}".format(total_parameters))

# %% the variables of the layer as they are
hidden_layer = model.get_layer(name="hidden")

weights = hidden_layer.kernel
biases = hidden_layer.bias

total_parameters = model.count_params()

# %% counted by the shapes of the trainable variables
layer = model.get_layer(index=1)
weights = layer.weights[0].numpy()
biases = layer.weights[1].numpy()

total_parameters = int(np.sum([np.prod(v.shape) for v in model.trainable_weights]))

# %% counted from the end of the list, the total by the formula for dense layers
weights, biases = model.layers[-2].get_weights()

total_parameters = 0
for dense in model.layers[1:]:
    inputs, neurons = dense.get_weights()[0].shape
    total_parameters += inputs * neurons + neurons

# %% a dictionary of all arrays by the name of their layer
parameters = {layer.name: layer.get_weights() for layer in model.layers}

weights = parameters["hidden"][0]
biases = parameters["hidden"][1]

total_parameters = 0
for name in parameters:
    for array in parameters[name]:
        total_parameters += array.size

# %% a helper for a layer's arrays, and a look at other layers and models
def arrays_of(network, name):
    """Weights and biases of the dense layer with this name."""
    found = network.get_layer(name).get_weights()
    return found[0], found[1]


# the example again
print(arrays_of(tiny, "answer"))
# the output layer
print([a.shape for a in arrays_of(model, "digits")])

weights, biases = arrays_of(model, "hidden")
print("mean", weights.mean(), "spread", weights.std(), "biases from", biases.min(), "to", biases.max())

total_parameters = model.count_params()
assert total_parameters == sum(layer.count_params() for layer in model.layers)

# %% the only layer with 256 units is picked by a generator expression
(hidden,) = (layer for layer in model.layers if getattr(layer, "units", None) == 256)

weights, biases = (np.array(values) for values in hidden.get_weights())

total_parameters = sum(map(np.size, model.get_weights()))

# %% tensors of the variables, the total by tf.size
w, b = model.get_layer("hidden").weights

weights = tf.convert_to_tensor(w)
biases = tf.convert_to_tensor(b)

total_parameters = 0
for variable in model.weights:
    total_parameters += int(tf.size(variable))

# %% one array after the other with pop
hidden_weights = model.get_layer("hidden").get_weights()
biases = hidden_weights.pop()
weights = hidden_weights.pop()

all_weights = [w.flatten() for w in model.get_weights()]
total_parameters = len(np.concatenate(all_weights))
