# fails: total
# cause: only the parameters of the last layer remain in the count
# hint: What does your count hold after each round of the loop?
# hint: total = … replaces the old value. A sum has to keep it.
# hint: Add to the count in each round with +=, or call model.count_params().
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = model.layers[-1].count_params()
