# %% 11_keras/sequential: the softmax is lost
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10),
])

# %% 11_keras/sequential: sigmoid at the end
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='sigmoid'),
])

# %% 11_keras/sequential: relu for all, in a loop
my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 10]:
    my_model_1.add(tf.keras.layers.Dense(n, activation='relu'))

# %% 11_keras/sequential: functional, a sigmoid layer of its own
x = inp = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(x)
x = tf.keras.layers.Dense(128, 'relu')(x)
x = tf.keras.layers.Dense(64, 'relu')(x)
x = tf.keras.layers.Dense(10)(x)
x = tf.keras.layers.Activation('sigmoid')(x)
my_model_1 = tf.keras.Model(inp, x)

# %% 14_subclassing/subclass: no softmax in the class
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.dense1 = tf.keras.layers.Dense(128, activation=tf.nn.relu)
        self.dense2 = tf.keras.layers.Dense(64, activation=tf.nn.relu)
        self.dense3 = tf.keras.layers.Dense(num_classes)

    def call(self, inputs):
        x = self.flatten(inputs)
        x = self.dense1(x)
        x = self.dense2(x)
        return self.dense3(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 18_training/train: sigmoid at the end
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='sigmoid'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 23_dropout/dropout: no softmax after the last dropout
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'), tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation='relu'), tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation='relu'), tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10),
])
