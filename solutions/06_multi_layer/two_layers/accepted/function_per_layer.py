def layer(x, w, b):
    return sigmoid_activation(tf.matmul(x, w) + b)


output = features
for w, b in [(W1, B1), (W2, B2)]:
    output = layer(output, w, b)
