class Counter:
    def __init__(self, network):
        self.sizes = [variable.shape.num_elements() if hasattr(variable.shape, "num_elements") else np.prod(variable.shape)
                      for variable in network.weights]

    @property
    def total(self):
        return int(sum(self.sizes))


weights, biases = (tf.identity(one) for one in model.get_layer("hidden").weights)
total_parameters = Counter(model).total
