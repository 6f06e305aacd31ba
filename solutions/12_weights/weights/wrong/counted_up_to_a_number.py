# fails: counted
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = 0
for _ in range(203530):
    total_parameters += 1
