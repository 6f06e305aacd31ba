# fails: sum, value
# cause: each round of a loop replaced the sum, so only the last product is left
# hint: What does your sum hold after the first round of the loop, and what after the second round?
# hint: h = … gives h a new value in each round. The old value is lost.
# hint: Begin with h = 0, and write h = h + … in the loop.
y = sigmoid_activation(features[0, 4] * weights[0, 4] + bias)
