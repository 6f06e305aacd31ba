# %% 05_single_layer/elementwise: the right value under another name
Y = sigmoid_activation(tf.reduce_sum(features * weights) + bias)

# %% 05_single_layer/elementwise: another activation
y = tf.tanh(tf.reduce_sum(features * weights) + bias)

# %% 06_multi_layer/two_layers: hidden layer of ones
h = tf.ones((1, 2)) * B1 + tf.matmul(features, W1)
output = sigmoid_activation(tf.matmul(tf.tanh(h), W2) + B2)

# %% 11_keras/sequential: another name
my_model = model_1 = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(128, "relu"), tf.keras.layers.Dense(64, "relu"), tf.keras.layers.Dense(10, "softmax")])

# %% 11_keras/sequential: a network of another kind
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 18_training/train: one batch only
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches.take(1), epochs=EPOCHS, verbose=0)
