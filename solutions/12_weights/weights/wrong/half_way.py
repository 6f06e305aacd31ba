# fails: counted
# diagnosis: incomplete_answer
weights = model.get_layer(index=1).get_weights()[0]
biases = model.get_layer(index=1).get_weights()[1]
