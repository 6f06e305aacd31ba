for layer in model.layers:
    if layer.name == "hidden":
        w, b = layer.weights
weights = w.numpy()
biases = b.numpy()

total_parameters = 0
for variable in model.trainable_variables:
    total_parameters += tf.size(variable)
