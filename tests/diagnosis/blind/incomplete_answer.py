# %% 05_single_layer/elementwise: the sum is there, the answer is still the blank
h = tf.reduce_sum(tf.multiply(features, weights)) + bias
y = ...

# %% 05_single_layer/elementwise: the steps are there, nothing is called y
products = features * weights
total = tf.reduce_sum(products)
with_bias = total + bias

# %% 06_multi_layer/two_layers: the hidden layer alone
h1 = tf.matmul(features, W1) + B1
y1 = sigmoid_activation(h1)
output = ...

# %% 06_multi_layer/two_layers: all but the last activation, under another name
hidden_sum = features @ W1 + B1
hidden_act = sigmoid_activation(hidden_sum)
second = hidden_act @ W2 + B2
# TODO activation
output = None

# %% 10_softmax/softmax: the function is there and never used
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)

probabilities = ...

# %% 10_softmax/softmax: the second part is missing altogether
def softmax(x):
    return tf.nn.softmax(x)

# %% 10_softmax/forward_pass: weights made, hidden layer done
def activation(x):
    return 1/(1+tf.exp(-x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(tf.matmul(inputs, w1) + b1)
output = ...

# %% 13_predictions/predict: predictions only
ps = my_model.predict(image_batch, verbose=0)
first_image = ...

# %% 17_compiling/compile: compiled and not evaluated
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = ..., ...

# %% 18_training/train: built and compiled, never fitted
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])

history = ...

# %% 19_autodiff/gradient: the square under the tape, no gradient yet
with tf.GradientTape() as g:
    g.watch(x)
    y = x ** 2

dy_dx = ...

# %% 22_early_stopping/early_stopping: the callback is made, not used yet
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = ...

# %% 09_pipelines/pipeline: the function alone
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = ...
