# %% 11_keras/sequential: a dense layer for the input
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(784, activation='relu'),   # input layer
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: one size more in the loop
my_model_1 = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten()])
for neurons in [128, 64, 32]:
    my_model_1.add(tf.keras.layers.Dense(neurons, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 11_keras/sequential: the example's hidden layer stays in front
from tensorflow.keras.layers import Dense, Flatten
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    Flatten(),
    Dense(256, activation='sigmoid'),
    Dense(128, activation='relu'),
    Dense(64, activation='relu'),
    Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: the second hidden layer twice, functional
a = tf.keras.Input(shape=(28, 28, 1))
b = tf.keras.layers.Flatten()(a)
c = tf.keras.layers.Dense(128, activation='relu')(b)
d = tf.keras.layers.Dense(64, activation='relu')(c)
e = tf.keras.layers.Dense(64, activation='relu')(d)
f = tf.keras.layers.Dense(10, activation='softmax')(e)
my_model_1 = tf.keras.Model(a, f)

# %% 14_subclassing/subclass: a third hidden layer
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.h1 = tf.keras.layers.Dense(128, activation='relu')
        self.h2 = tf.keras.layers.Dense(64, activation='relu')
        self.h3 = tf.keras.layers.Dense(32, activation='relu')
        self.o = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, inputs):
        x = self.flat(inputs)
        for layer in (self.h1, self.h2, self.h3):
            x = layer(x)
        return self.o(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 18_training/train: 256 in front
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
for n in [256, 128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
