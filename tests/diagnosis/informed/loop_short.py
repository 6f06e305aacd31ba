# %% 05_single_layer/elementwise: counts from one
h = bias[0, 0]
for i in range(1, 5):
    h = h + features[0, i] * weights[0, i]
y = sigmoid_activation(tf.reshape(h, (1, 1)))

# %% 12_weights/weights: from the second array on
weights, biases = model.get_layer("hidden").get_weights()
arrays = model.get_weights()
total_parameters = 0
for place in range(1, len(arrays)):
    total_parameters += arrays[place].size

# %% 12_weights/weights: without the last array
weights, biases = model.get_layer("hidden").get_weights()
arrays = model.get_weights()
total_parameters = 0
for place in range(len(arrays) - 1):
    total_parameters += arrays[place].size
