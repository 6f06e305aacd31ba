# fails: total
# cause: the memory of the parameters was computed instead of their number
# hint: In which unit is your number?
# hint: Each parameter takes 4 bytes. The task asks how many parameters there are.
# hint: Do not compute bytes: model.count_params() is the number.
weights = model.get_layer("hidden").get_weights()[0]
biases = model.get_layer("hidden").get_weights()[1]
total_parameters = model.count_params() * 4 / 1024
