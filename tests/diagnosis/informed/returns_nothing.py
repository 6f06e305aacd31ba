# %% 10_softmax/softmax: printed
# blank: 1
def softmax(x):
    print(tf.nn.softmax(x))

# %% 10_softmax/softmax: kept under a name inside
# blank: 1
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    result = e / tf.reduce_sum(e, axis=1, keepdims=True)

# %% 10_softmax/softmax: a bare return
# blank: 1
def softmax(x):
    y = tf.nn.softmax(x)
    return

# %% 14_subclassing/subclass: call without a return
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.out(self.hidden_2(self.hidden_1(self.flatten(x))))

my_model_2 = Network(10)
my_model_2.build((None, 28, 28, 1))
