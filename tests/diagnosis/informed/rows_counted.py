# %% 12_weights/weights: the rows of each array
weights, biases = model.get_layer("hidden").get_weights()
total_parameters = sum(len(array) for array in model.get_weights())

# %% 12_weights/weights: in a loop over the layers
weights, biases = model.layers[1].get_weights()
total_parameters = 0
for layer in model.layers:
    for array in layer.get_weights():
        total_parameters += len(array)

# %% 12_weights/weights: with names
everything = model.get_weights()
weights, biases = everything[0], everything[1]
total_parameters = sum([len(one) for one in everything])
