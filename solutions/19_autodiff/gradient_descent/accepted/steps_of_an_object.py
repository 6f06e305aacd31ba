class Descent:
    def __init__(self, loss, place, rate):
        self.loss = loss
        self.place = tf.Variable(place)
        self.rate = rate

    def slope(self):
        with tf.GradientTape() as tape:
            height = self.loss(self.place)
        return tape.gradient(height, self.place)

    def step(self):
        self.place.assign_sub(self.rate * self.slope())


descent = Descent(loss_of, start, learning_rate)
[descent.step() for _ in range(steps)]
w = descent.place
