# %% 11_keras/sequential: the second hidden layer left out
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: no output layer
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
])

# %% 11_keras/sequential: add in a loop, the output layer forgotten
from tensorflow.keras import Sequential, layers
my_model_1 = Sequential()
my_model_1.add(layers.Input(shape=(28, 28, 1)))
my_model_1.add(layers.Flatten())
for size in [128, 64]:
    my_model_1.add(layers.Dense(size))
    my_model_1.add(layers.ReLU())

# %% 18_training/train: the layer of 32 is missing
my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS)

# %% 23_dropout/dropout: no layer of 64
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])
