# %% 05_single_layer/elementwise: the products alone
products = features * weights

# %% 05_single_layer/elementwise: the sum, and the blank left
h = tf.reduce_sum(features * weights) + bias
y = ...

# %% 06_multi_layer/two_layers: the hidden layer alone
h1 = tf.matmul(features, W1) + B1
y1 = sigmoid_activation(h1)

# %% 06_multi_layer/two_layers: the hidden layer is called output
output = tf.sigmoid(features @ W1 + B1)

# %% 10_softmax/softmax: probabilities left
# blank: 1
def softmax(x):
    return tf.nn.softmax(x)
# blank: 2
probabilities = ...

# %% 18_training/train: compiled and never trained
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
