# fails: sum, value
# cause: a loop ran over the single row of features, so only the first product counts
# hint: How many rounds does your loop make? Print len(features).
# hint: features has one row with five numbers in it. len counts rows, so it is 1.
# hint: Let the loop run over all the numbers in the row: range(5).
y = sigmoid_activation(features[0, 0] * weights[0, 0] + bias)
