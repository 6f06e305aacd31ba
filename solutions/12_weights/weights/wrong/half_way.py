# fails: counted
# diagnosis: half_way
weights = model.get_layer(index=1).get_weights()[0]
biases = model.get_layer(index=1).get_weights()[1]
