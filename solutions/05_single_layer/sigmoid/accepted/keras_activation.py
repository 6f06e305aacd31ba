from tensorflow.keras.activations import sigmoid


def sigmoid_activation(x):
    activated = sigmoid(x)
    return activated
