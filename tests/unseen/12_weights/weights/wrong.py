# %% wiring: counted as if the input were a layer, so the output layer's numbers are taken
weights = model.get_layer(index=2).get_weights()[0]
biases = model.get_layer(index=2).get_weights()[1]

total_parameters = model.count_params()

# %% wiring: weights and biases are swapped
biases, weights = model.get_layer("hidden").get_weights()

total_parameters = model.count_params()

# %% wiring: the weights are the hidden layer's, the biases those of the output layer
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("digits").get_weights()[1]

total_parameters = model.count_params()

# %% wiring: the hidden layer of the example's tiny network in place of the one of model
weights = tiny.layers[0].get_weights()[0]
biases = tiny.layers[0].get_weights()[1]

total_parameters = model.count_params()

# %% wiring: the parameters of the hidden layer are counted and not those of the whole model
hidden = model.layers[1]

weights = hidden.get_weights()[0]
biases = hidden.get_weights()[1]

total_parameters = hidden.count_params()

# %% wiring: the parameters of the example's tiny network are counted
weights, biases = model.get_layer("hidden").get_weights()

total_parameters = tiny.count_params()

# %% other: the weights are turned over, with a row for each neuron
weights = model.get_layer("hidden").get_weights()[0].T
biases = model.get_layer("hidden").get_weights()[1]

total_parameters = model.count_params()

# %% wiring: the whole list of both arrays is called weights
weights = model.get_layer("hidden").get_weights()
biases = model.get_layer("hidden").get_weights()[1]

total_parameters = model.count_params()

# %% wiring: Flatten is counted as if it had two arrays, so the list of all arrays is read too far on
arrays = model.get_weights()
weights = arrays[2]
biases = arrays[3]

total_parameters = model.count_params()

# %% other: the number is read off the summary and typed, and no code counts it
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]

total_parameters = 203530

# %% other: the arrays are counted and not the numbers in them
weights, biases = model.layers[1].get_weights()

total_parameters = len(model.get_weights())

# %% other: only the weights are counted, the biases are forgotten
weights = model.layers[1].get_weights()[0]
biases = model.layers[1].get_weights()[1]

total_parameters = sum(layer.get_weights()[0].size for layer in model.layers if layer.get_weights())

# %% wiring: a new layer of the same size is made and looked at
layer = tf.keras.layers.Dense(256, activation="sigmoid", bias_initializer="random_normal")
layer.build((None, 784))

weights, biases = layer.get_weights()

total_parameters = model.count_params()

# %% wiring: a clone of the model is looked at, which has other random weights
twin = tf.keras.models.clone_model(model)

weights = twin.get_layer("hidden").get_weights()[0]
biases = twin.get_layer("hidden").get_weights()[1]

total_parameters = twin.count_params()

# %% other: the biases are taken to be zeros, as they usually are
weights = model.get_layer("hidden").get_weights()[0]
biases = np.zeros(256, dtype="float32")

total_parameters = model.count_params()

# %% wiring: the second row of the weights in place of the second array of the layer
weights = model.get_layer("hidden").get_weights()[0]
biases = weights[1]

total_parameters = model.count_params()

# %% wiring: a loop over the layers keeps what the last one has
for layer in model.layers:
    if layer.get_weights():
        weights, biases = layer.get_weights()

total_parameters = model.count_params()

# %% wiring: the loop binds the total anew for each layer and does not add
weights, biases = model.get_layer("hidden").get_weights()

total_parameters = 0
for layer in model.layers:
    total_parameters = layer.count_params()

# %% wiring: the whole model's number is added once for each layer
weights, biases = model.get_layer("hidden").get_weights()

total_parameters = 0
for layer in model.layers:
    total_parameters += model.count_params()

# %% other: the numbers of the hidden layer's arrays are added, the output layer is left out
weights, biases = model.get_layer("hidden").get_weights()

total_parameters = weights.size + biases.size

# %% wiring: the method is kept and not called, so the number is missing
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]

total_parameters = model.count_params

# %% wiring: what summary returns is kept, which is None
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]

total_parameters = model.summary()

# %% wiring: the right arrays are taken and then the names are bound to their shapes
weights, biases = model.get_layer("hidden").get_weights()
weights, biases = weights.shape, biases.shape

total_parameters = model.count_params()

# %% wiring: weights is bound to the right array, then overwritten in a loop that counts
weights, biases = model.get_layer("hidden").get_weights()

total_parameters = 0
for weights in model.get_weights():
    total_parameters += weights.size

# %% wiring: the first layer of model, which is Flatten, gives an empty list
weights = model.get_layer(index=0).get_weights()
biases = model.get_layer(index=0).get_weights()

total_parameters = model.count_params()
