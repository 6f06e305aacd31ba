# fails: function
# diagnosis: returns_nothing
def sigmoid_activation(x):
    print(1 / (1 + tf.exp(-x)))
