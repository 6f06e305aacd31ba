# %% 06_multi_layer/two_layers: a function that does not exist
y1 = sigmoid_activation(tf.matmull(features, W1) + B1)
output = sigmoid_activation(tf.matmull(y1, W2) + B2)

# %% 11_keras/sequential: a layer that does not exist
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flaten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
