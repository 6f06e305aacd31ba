# fails: total
# cause: only the parameters of the last layer are left in the count
# hint: What does your count hold after each round of the loop?
# hint: total = … replaces what was there. A sum has to keep it.
# hint: Add to the count in each round: +=, or call model.count_params().
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = model.layers[-1].count_params()
