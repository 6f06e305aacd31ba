# fails: function
# cause: the hard sigmoid was used, which consists of straight pieces
# hint: Does your curve have corners?
# hint: The hard sigmoid is a quick approximation. It agrees with the sigmoid at 0 and almost nowhere else.
# hint: Write the sigmoid of the lesson: 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    return tf.keras.activations.hard_sigmoid(x)
