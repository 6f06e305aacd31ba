# fails: function
# diagnosis: returns_nothing
def sigmoid_activation(x):
    y = 1 / (1 + tf.exp(-x))
