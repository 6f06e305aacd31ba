# %% 11_keras/sequential: 64 before 128
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: a loop over the sizes, the wrong way round
my_model_1 = tf.keras.models.Sequential()
my_model_1.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for units in [64, 128]:
    my_model_1.add(tf.keras.layers.Dense(units, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 11_keras/sequential: functional, the second layer is called first
first = tf.keras.layers.Dense(128, activation="relu")
second = tf.keras.layers.Dense(64, activation="relu")
i = tf.keras.layers.Input(shape=(28, 28, 1))
t = tf.keras.layers.Flatten()(i)
t = first(second(t))
o = tf.keras.layers.Dense(10, activation="softmax")(t)
my_model_1 = tf.keras.Model(inputs=i, outputs=o)

# %% 14_subclassing/subclass: the sizes swapped in the definition
class Network(tf.keras.Model):
    def __init__(self, num_classes = 2):
        super().__init__()
        self.input_layer = tf.keras.layers.Flatten()
        self.hidden_layer_1 = tf.keras.layers.Dense(64, activation = 'relu')
        self.hidden_layer_2 = tf.keras.layers.Dense(128, activation = 'relu')
        self.output_layer = tf.keras.layers.Dense(num_classes, activation = 'softmax')

    def call(self, input_tensor):
        x = self.input_layer(input_tensor)
        x = self.hidden_layer_1(x)
        x = self.hidden_layer_2(x)
        return self.output_layer(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 14_subclassing/subclass: called in the wrong order
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.fc1 = tf.keras.layers.Dense(128, activation='relu')
        self.fc2 = tf.keras.layers.Dense(64, activation='relu')
        self.fc3 = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.fc2(x)
        x = self.fc1(x)
        return self.fc3(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 18_training/train: from small to large
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 23_dropout/dropout: 128 before 256
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
for n in [128, 256, 64]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
    my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
