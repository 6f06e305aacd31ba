# %% 11_keras/sequential: in all the layers
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu', use_bias=False),
    tf.keras.layers.Dense(64, activation='relu', use_bias=False),
    tf.keras.layers.Dense(10, activation='softmax', use_bias=False),
])

# %% 11_keras/sequential: in the first hidden layer
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Dense(128, 'relu', False))
my_model_1.add(tf.keras.layers.Dense(64, 'relu'))
my_model_1.add(tf.keras.layers.Dense(10, 'softmax'))

# %% 11_keras/sequential: in the output layer, functional
inp = tf.keras.Input(shape=(28, 28, 1))
h = tf.keras.layers.Flatten()(inp)
h = tf.keras.layers.Dense(128, activation='relu')(h)
h = tf.keras.layers.Dense(64, activation='relu')(h)
h = tf.keras.layers.Dense(10, activation='softmax', use_bias=False)(h)
my_model_1 = tf.keras.Model(inp, h)

# %% 11_keras/sequential: in the hidden layers, in a loop
my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in (128, 64):
    my_model_1.add(tf.keras.layers.Dense(n, use_bias=False, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 14_subclassing/subclass: in all the layers of the class
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.a = tf.keras.layers.Flatten()
        self.b = tf.keras.layers.Dense(128, activation='relu', use_bias=False)
        self.c = tf.keras.layers.Dense(64, activation='relu', use_bias=False)
        self.d = tf.keras.layers.Dense(num_classes, activation='softmax', use_bias=False)

    def call(self, x):
        return self.d(self.c(self.b(self.a(x))))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 18_training/train: in the hidden layers
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu', use_bias=False),
    tf.keras.layers.Dense(64, activation='relu', use_bias=False),
    tf.keras.layers.Dense(32, activation='relu', use_bias=False),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
