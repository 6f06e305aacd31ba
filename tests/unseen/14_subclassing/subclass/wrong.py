# %% wiring: call sends the data through all layers, but returns nothing
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        x = self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: my_model_2 is never called, so it has no weights
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)

# %% wiring: the object is made without a number and so for two classes
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network()
my_model_2(zeros)

# %% wiring: ten outputs as a literal, and num_classes is never used
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: call leaves out the second hidden layer
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.out(x)
        return x


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: call sends the data through the second hidden layer first
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_2(x)
        x = self.hidden_1(x)
        x = self.out(x)
        return x


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: the class is right, but my_model_2 is an object of the example's class
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = SmallNetwork(10)
my_model_2(zeros)

# %% wiring: the example's model is called on zeros in place of my_model_2
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
answers = model(zeros)

# %% wiring: a second object is made and called, and my_model_2 stays without weights
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
Network(10)(zeros)

# %% wiring: the answers of the call are named my_model_2 and not the object
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)(zeros)

# %% wiring: the layer that flattens is made, but call does not use it
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: call makes new dense layers each time, so the weights are never the object's own
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.num_classes = num_classes

    def call(self, x):
        x = tf.keras.layers.Flatten()(x)
        x = tf.keras.layers.Dense(128, activation="relu")(x)
        x = tf.keras.layers.Dense(64, activation="relu")(x)
        return tf.keras.layers.Dense(self.num_classes, activation="softmax")(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% other: ten classes unless said, where it should be two
class Network(tf.keras.Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network()
my_model_2(zeros)

# %% other: the number of classes has no default and must always be said
class Network(tf.keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% other: super().__init__() is left out, so Keras cannot keep the layers
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: both hidden layers are kept under one name, so the first one is lost
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = tf.keras.layers.Dense(128, activation="relu")
        self.hidden = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% other: a class of its own that is not a subclass of tf.keras.Model
class Network:
    def __init__(self, num_classes=2):
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def __call__(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: a function that returns a Sequential model where a class is asked
def Network(num_classes=2):
    return tf.keras.Sequential(
        [
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(64, activation="relu"),
            tf.keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: the output layer's result gets another name, and the hidden layer's is returned
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        y = self.out(x)
        return x


my_model_2 = Network(10)
my_model_2(zeros)

# %% other: the output layer has no softmax
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% other: the second hidden layer has no activation
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64)
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: the second hidden layer gets the flattened picture, so the first one's result is lost
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        flat = self.flatten(x)
        h1 = self.hidden_1(flat)
        h2 = self.hidden_2(flat)
        return self.out(h2)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: the number of classes is set after the layers were made, so there are two outputs
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.num_classes = num_classes
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network()
my_model_2.num_classes = 10
my_model_2(zeros)

# %% other: the method is called forward, as in another library, so Keras finds no call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def forward(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: after the call on zeros, the name is bound to a new object without weights
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

my_model_2 = Network(num_classes=10)

# %% wiring: return stands inside of the loop, so only one hidden layer is used
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = [
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(64, activation="relu"),
        ]
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        for layer in self.hidden:
            x = layer(x)
            return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: the class itself is named my_model_2, and an object without a name is called
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network
my_model_2(10)(zeros)

# %% other: the one hidden layer of the example with 256 neurons and a sigmoid
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = tf.keras.layers.Dense(256, activation="sigmoid")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        return self.out(self.hidden(self.flatten(x)))


my_model_2 = Network(10)
my_model_2(zeros)

# %% wiring: softmax is applied twice, in the output layer and once more in call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        x = self.out(x)
        return tf.nn.softmax(x)


my_model_2 = Network(10)
my_model_2(zeros)
