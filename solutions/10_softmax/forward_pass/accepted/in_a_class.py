class Network:
    def __init__(self, sizes):
        self.layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            self.layers.append({"w": tf.Variable(tf.random.normal((n_in, n_out))), "b": tf.Variable(tf.zeros((1, n_out)))})

    def __call__(self, x):
        first, last = self.layers
        h = 1 / (1 + tf.math.exp(-(x @ first["w"] + first["b"])))
        return h @ last["w"] + last["b"]


inputs = tf.reshape(images, (len(images), 784))
network = Network([784, 256, 10])
output = network(inputs)
(w1, b1), (w2, b2) = [(layer["w"], layer["b"]) for layer in network.layers]
