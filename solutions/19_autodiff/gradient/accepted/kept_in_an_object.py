class Slope:
    def __init__(self, function):
        self.function = function
        self.tape = tf.GradientTape()

    def __call__(self, values):
        with self.tape:
            self.tape.watch(values)
            self.result = self.function(values)
        find = self.tape.gradient
        return find(self.result, values)


slope = Slope(lambda values: values**2)
found = {"dy_dx": slope(x)}
y = slope.result
dy_dx = found["dy_dx"]
