# %% 11_keras/sequential: no Flatten
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: the input's shape given to the first Dense
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.layers.Dense(128, activation='relu', input_shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Dense(64, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 11_keras/sequential: functional
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Dense(128, activation='relu')(inputs)
x = tf.keras.layers.Dense(64, activation='relu')(x)
x = tf.keras.layers.Dense(10, activation='softmax')(x)
my_model_1 = tf.keras.Model(inputs=inputs, outputs=x)

# %% 11_keras/sequential: the channel dropped, the rows kept
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Reshape((28, 28)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 14_subclassing/subclass: no Flatten in the class
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.hidden_layer_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_layer_2 = tf.keras.layers.Dense(64, activation='relu')
        self.output_layer = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.hidden_layer_1(x)
        x = self.hidden_layer_2(x)
        return self.output_layer(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 14_subclassing/subclass: Flatten is made but not called
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.input_layer = tf.keras.layers.Flatten()
        self.h1 = tf.keras.layers.Dense(128, activation='relu')
        self.h2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.h1(x)
        x = self.h2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 18_training/train: no Flatten before the loop
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1))])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS)
