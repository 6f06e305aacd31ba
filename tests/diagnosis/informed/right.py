# %% 05_single_layer/elementwise: a minus that was made before
z = -(tf.reduce_sum(features * weights) + bias)
y = 1 / (1 + tf.exp(z))

# %% 06_multi_layer/two_layers: a loop
x = features
for w, b in ((W1, B1), (W2, B2)):
    x = tf.sigmoid(x @ w + b)
output = x

# %% 10_softmax/softmax: the logarithm first
# blank: 1
def softmax(x):
    return tf.exp(tf.nn.log_softmax(x, axis=1))

# %% 11_keras/sequential: named layers
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
