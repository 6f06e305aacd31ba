# %% 05_single_layer/elementwise: a random number
y = tf.random.uniform((1, 1))

# %% 05_single_layer/elementwise: tanh in place of the sigmoid
h = tf.reduce_sum(tf.multiply(features, weights)) + bias
y = tf.tanh(h)

# %% 05_single_layer/elementwise: the mean in place of the sum
h = tf.reduce_mean(features * weights) + bias
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: added where it should be multiplied
y = sigmoid_activation(tf.reduce_sum(features + weights) + bias)

# %% 05_single_layer/elementwise: the bias is subtracted
y = sigmoid_activation(tf.reduce_sum(features * weights) - bias)

# %% 05_single_layer/elementwise: activated twice
h = sigmoid_activation(tf.reduce_sum(features * weights) + bias)
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: the product of everything
y = tf.reduce_prod(features) * tf.reduce_prod(weights) * bias

# %% 06_multi_layer/two_layers: everything summed before it is multiplied
output = sigmoid_activation(tf.reduce_sum(features) * tf.reduce_sum(W1) * tf.reduce_sum(W2) + B2)

# %% 06_multi_layer/two_layers: biases subtracted
y1 = sigmoid_activation(features @ W1 - B1)
output = sigmoid_activation(y1 @ W2 - B2)

# %% 06_multi_layer/two_layers: relu in the hidden layer
y1 = tf.nn.relu(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)

# %% 06_multi_layer/two_layers: the mean of the hidden layer
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = tf.reshape(tf.reduce_mean(y1), (1, 1))

# %% 06_multi_layer/two_layers: features reversed
y1 = sigmoid_activation(features[:, ::-1] @ W1 + B1)
output = sigmoid_activation(y1 @ W2 + B2)

# %% 10_softmax/softmax: divided by the largest score
def softmax(x):
    return x / tf.reduce_max(x, axis=1, keepdims=True)

probabilities = softmax(output)

# %% 10_softmax/softmax: no exponential function
def softmax(x):
    return x / tf.reduce_sum(x, axis=1, keepdims=True)

probabilities = softmax(output)

# %% 10_softmax/softmax: powers of two
def softmax(x):
    p = tf.pow(2.0, x - tf.reduce_max(x, axis=1, keepdims=True))
    return p / tf.reduce_sum(p, axis=1, keepdims=True)

probabilities = softmax(output)

# %% 10_softmax/softmax: hard decisions
def softmax(x):
    return tf.one_hot(tf.argmax(x, axis=1), x.shape[1])

probabilities = softmax(output)

# %% 10_softmax/softmax: the logarithm of it
def softmax(x):
    return tf.nn.log_softmax(x)

probabilities = softmax(output)

# %% 10_softmax/forward_pass: noise
def activation(x):
    return 1 / (1 + tf.exp(-x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
output = tf.random.normal((64, 10))

# %% 10_softmax/forward_pass: pictures turned upside down before they are used
def activation(x):
    return 1 / (1 + tf.exp(-x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(tf.matmul(1 - inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% 11_keras/sequential: a convolutional network
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(16, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(),
    tf.keras.layers.Conv2D(32, 3, activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: a recurrent network over the rows
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Reshape((28, 28)),
    tf.keras.layers.SimpleRNN(64),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 18_training/train: a learning rate far too large
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=3.0), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: ten batches only
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches.take(10), epochs=EPOCHS, verbose=0)

# %% 09_pipelines/pipeline: the colours turned round
def normalize(image, label):
    image = 1 - tf.cast(image, tf.float32) / 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: the pictures flattened
def normalize(image, label):
    image = tf.reshape(tf.cast(image, tf.float32) / 255, [-1, 784])
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 13_predictions/predict: the second picture
ps = my_model.predict(image_batch, verbose=0)
first_image = image_batch.numpy().squeeze()[1]

# %% 13_predictions/predict: noise that looks like probabilities
ps = np.random.dirichlet(np.ones(10), size=64).astype('float32')
first_image = image_batch.numpy()[0].squeeze()

# %% 17_compiling/compile: loss and accuracy the wrong way round
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
accuracy, loss = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% 17_compiling/compile: evaluated on black pictures
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(tf.zeros_like(image_batch), label_batch, verbose=0)

# %% 19_autodiff/gradient: the cube
with tf.GradientTape() as g:
    g.watch(x)
    y = x ** 3
dy_dx = g.gradient(y, x)

# %% 19_autodiff/gradient: a number from nowhere
y = x ** 2
dy_dx = tf.ones((2, 2))

# %% 21_validation/validation: 70 and 30 percent
training_set = tfds.load('mnist', split='train[:70%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[70%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
testing_batches = test_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)

# %% 23_dropout/dropout: noise in place of dropout
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [256, 128, 64]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
    my_model.add(tf.keras.layers.GaussianNoise(0.2))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 27_augmentation/augment: nothing random
augmentation = tf.keras.Sequential([tf.keras.layers.Rescaling(1.0)])
train_batches = training_batches.map(lambda x, y: (augmentation(x, training=True), y))
