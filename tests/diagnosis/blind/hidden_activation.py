# %% 11_keras/sequential: sigmoid as in the example
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='sigmoid'),
    tf.keras.layers.Dense(64, activation='sigmoid'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: none in the second hidden layer
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: none in a loop
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())
for n in [128, 64]:
    my_model_1.add(tf.keras.layers.Dense(n))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 11_keras/sequential: tanh as a layer of its own
from tensorflow.keras.layers import Activation, Dense, Flatten, Input
my_model_1 = tf.keras.Sequential([
    Input(shape=(28, 28, 1)), Flatten(),
    Dense(128), Activation('relu'),
    Dense(64), Activation('tanh'),
    Dense(10), Activation('softmax'),
])

# %% 11_keras/sequential: a leaky relu
inp = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inp)
x = tf.keras.layers.LeakyReLU()(tf.keras.layers.Dense(128)(x))
x = tf.keras.layers.LeakyReLU()(tf.keras.layers.Dense(64)(x))
my_model_1 = tf.keras.Model(inp, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% 14_subclassing/subclass: no activation in the first hidden layer
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.input_layer = tf.keras.layers.Flatten()
        self.hidden_layer_1 = tf.keras.layers.Dense(128)
        self.hidden_layer_2 = tf.keras.layers.Dense(64, activation='relu')
        self.output_layer = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, input_tensor):
        x = self.input_layer(input_tensor)
        x = self.hidden_layer_1(x)
        x = self.hidden_layer_2(x)
        x = self.output_layer(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 18_training/train: softmax everywhere
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='softmax'),
    tf.keras.layers.Dense(64, activation='softmax'),
    tf.keras.layers.Dense(32, activation='softmax'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 23_dropout/dropout: the activations went with the dropout
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])
