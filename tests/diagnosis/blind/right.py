# %% 05_single_layer/elementwise: one nested line
y = sigmoid_activation(tf.reduce_sum(features*weights)+bias)

# %% 05_single_layer/elementwise: a sum of shape ()
y = sigmoid_activation(tf.reduce_sum(tf.multiply(features, weights)) + tf.squeeze(bias))

# %% 05_single_layer/elementwise: reduce_sum around a matrix product
h = tf.reduce_sum(tf.matmul(features, tf.transpose(weights))) + bias
y = 1 / (1 + tf.exp(-h))

# %% 05_single_layer/elementwise: in NumPy
import numpy as np
z = np.dot(features.numpy(), weights.numpy().T) + bias.numpy()
y = 1.0 / (1.0 + np.exp(-z))

# %% 05_single_layer/elementwise: a loop that begins at the bias
total = bias[0][0]
for a, b in zip(features[0], weights[0]):
    total += a * b
y = tf.sigmoid(total)

# %% 05_single_layer/elementwise: the other formula of the sigmoid
h = tf.einsum('ij,ij->', features, weights) + bias
y = tf.exp(h) / (tf.exp(h) + 1)

# %% 05_single_layer/elementwise: by tanh
h = tf.tensordot(features, weights, axes=[[1], [1]]) + bias
y = 0.5 * (tf.tanh(h / 2) + 1)

# %% 05_single_layer/elementwise: Python's sum, other names
ergebnis = sum(tf.unstack(tf.squeeze(features) * tf.squeeze(weights))) + bias
y = sigmoid_activation(ergebnis)

# %% 06_multi_layer/two_layers: one line with @
output = sigmoid_activation(sigmoid_activation(features @ W1 + B1) @ W2 + B2)

# %% 06_multi_layer/two_layers: a loop over the layers
x = features
for W, B in [(W1, B1), (W2, B2)]:
    x = tf.sigmoid(tf.add(tf.matmul(x, W), B))
output = x

# %% 06_multi_layer/two_layers: in NumPy
import numpy as np
s = lambda v: 1/(1 + np.exp(-v))
output = s(np.dot(s(np.dot(features, W1) + B1), W2) + B2)

# %% 06_multi_layer/two_layers: every neuron by itself
def neuron(x, w, b):
    return sigmoid_activation(tf.reduce_sum(x * w) + b)

hidden = tf.stack([neuron(features[0], W1[:, 0], B1[0, 0]), neuron(features[0], W1[:, 1], B1[0, 1])])
output = tf.reshape(neuron(hidden, W2[:, 0], B2[0, 0]), (1, 1))

# %% 06_multi_layer/two_layers: the bias as one more weight
one = tf.ones((1, 1))
h = tf.sigmoid(tf.concat([features, one], 1) @ tf.concat([W1, B1], 0))
output = tf.sigmoid(tf.concat([h, one], 1) @ tf.concat([W2, B2], 0))

# %% 10_softmax/softmax: the ready-made one
def softmax(x):
    return tf.nn.softmax(x)

probabilities = softmax(output)

# %% 10_softmax/softmax: in NumPy, row after row
import numpy as np

def softmax(x):
    x = np.asarray(x, dtype='float32')
    out = np.empty_like(x)
    for i, row in enumerate(x):
        e = np.exp(row - row.max())
        out[i] = e / e.sum()
    return out

probabilities = softmax(output)

# %% 10_softmax/softmax: by logarithms
softmax = lambda scores: tf.exp(scores - tf.reduce_logsumexp(scores, axis=-1, keepdims=True))
probabilities = softmax(output)

# %% 10_softmax/softmax: turned round twice
def softmax(x):
    t = tf.transpose(x)
    t = tf.exp(t - tf.reduce_max(t, axis=0))
    return tf.transpose(t / tf.reduce_sum(t, axis=0))

probabilities = softmax(output)

# %% 10_softmax/forward_pass: one matrix a line, tf.nn.sigmoid
inputs = tf.keras.layers.Flatten()(images)
w1, b1 = tf.random.normal([784, 256]), tf.random.normal([1, 256])
w2, b2 = tf.random.normal([256, 10]), tf.random.normal([1, 10])
h = tf.nn.sigmoid(tf.linalg.matmul(inputs, w1) + b1)
output = tf.nn.bias_add(h @ w2, b2[0])

# %% 10_softmax/forward_pass: small weights
sigmoid = lambda z: 1 / (1 + tf.math.exp(-z))
inputs = tf.reshape(images, (-1, 28 * 28))
w1 = tf.random.normal((784, 256), stddev=0.05)
b1 = tf.random.normal((1, 256), stddev=0.05)
w2 = tf.random.normal((256, 10), stddev=0.5)
b2 = tf.random.normal((1, 10), stddev=0.5)
h = sigmoid(inputs @ w1 + b1)
output = h @ w2 + b2

# %% 11_keras/sequential: add in a loop, the shape as a list
from tensorflow.keras.layers import Dense, Flatten
my_model_1 = tf.keras.models.Sequential()
my_model_1.add(Flatten(input_shape=[28, 28, 1]))
for n, a in zip([128, 64, 10], ['relu', 'relu', 'softmax']):
    my_model_1.add(Dense(n, activation=a))

# %% 11_keras/sequential: functional, activations as layers
i = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Reshape((784,))(i)
x = tf.keras.layers.ReLU()(tf.keras.layers.Dense(128)(x))
x = tf.keras.layers.ReLU()(tf.keras.layers.Dense(64)(x))
x = tf.keras.layers.Softmax()(tf.keras.layers.Dense(10)(x))
my_model_1 = tf.keras.Model(i, x, name='mine')

# %% 11_keras/sequential: built afterwards
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, tf.nn.relu),
    tf.keras.layers.Dense(64, tf.nn.relu),
    tf.keras.layers.Dense(10, tf.nn.softmax),
])
my_model_1.build((None, 28, 28, 1))

# %% 11_keras/sequential: nested
body = tf.keras.Sequential([tf.keras.layers.Dense(128, activation='relu'), tf.keras.layers.Dense(64, activation='relu')])
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    body,
    tf.keras.layers.Dense(10, activation=tf.keras.activations.softmax),
])

# %% 18_training/train: functional, settings as objects
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
for units in (128, 64, 32):
    x = tf.keras.layers.Dense(units, activation='relu')(x)
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation='softmax')(x))
my_model.compile(
    optimizer=tf.keras.optimizers.Adam(),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name='accuracy')],
)
history = my_model.fit(x=training_batches, epochs=5, verbose=0)

# %% 18_training/train: EPOCHS by another name, the history taken from the model
from tensorflow.keras.layers import Activation, Dense, Flatten
n_epochs = EPOCHS
my_model = tf.keras.Sequential([
    Flatten(input_shape=(28, 28, 1)),
    Dense(128), Activation('relu'), Dense(64), Activation('relu'), Dense(32), Activation('relu'),
    Dense(10), Activation('softmax'),
])
my_model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
my_model.fit(training_batches, epochs=n_epochs, verbose=0)
history = my_model.history

# %% 08_mnist/show_image: next and iter
picture, number = next(iter(training_set))
image = picture.numpy()[:, :, 0]
label = number.numpy()
fig, ax = plt.subplots()
fig.colorbar(ax.imshow(image, cmap='binary'), ax=ax)
plt.show()

# %% 09_pipelines/pipeline: a product, normalised before batched
def normalize(picture, number):
    return tf.cast(picture, tf.float32) * (1 / 255), number

training_batches = training_set.map(normalize).cache()
training_batches = training_batches.shuffle(num_training_examples).batch(64)
training_batches = training_batches.prefetch(tf.data.AUTOTUNE)

# %% 13_predictions/predict: called in place of predict
ps = my_model(image_batch, training=False)
first_image = tf.squeeze(image_batch[0]).numpy()

# %% 14_subclassing/subclass: a list of layers, called once in place of built
class Network(tf.keras.Model):
    def __init__(self, num_classes=2, **kwargs):
        super().__init__(**kwargs)
        dense = tf.keras.layers.Dense
        self.stack = [tf.keras.layers.Flatten(), dense(128, 'relu'), dense(64, 'relu'), dense(num_classes, 'softmax')]

    def call(self, inputs):
        for layer in self.stack:
            inputs = layer(inputs)
        return inputs

my_model_2 = Network(10)
my_model_2(tf.zeros([1, 28, 28, 1]))

# %% 17_compiling/compile: classes, and the answers by index
my_model.compile(tf.keras.optimizers.Adam(0.001), tf.keras.losses.SparseCategoricalCrossentropy(), metrics=[tf.keras.metrics.SparseCategoricalAccuracy()])
scores = my_model.evaluate(image_batch, label_batch, verbose=0)
loss, accuracy = scores[0], scores[1]

# %% 19_autodiff/gradient: a persistent tape and tf.square
with tf.GradientTape(persistent=True) as tape:
    tape.watch([x])
    y = tf.square(x)
dy_dx = tape.gradient(y, [x])[0]

# %% 21_validation/validation: take and skip
full, info = tfds.load('mnist', split='train', as_supervised=True, with_info=True)
n_train = int(info.splits['train'].num_examples * 0.8)
training_set, validation_set = full.take(n_train), full.skip(n_train)
test_set = tfds.load('mnist', split='test', as_supervised=True)
def pipeline(ds):
    return ds.batch(batch_size).map(normalize).prefetch(1)
training_batches, validation_batches = pipeline(training_set.shuffle(1000)), pipeline(validation_set)
history = model.fit(training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=0)

# %% 22_early_stopping/early_stopping: monitor is val_loss by itself
early_stopping = tf.keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
history = model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=early_stopping, verbose=0)

# %% 23_dropout/dropout: functional in a loop
x = inp = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(x)
for n in (256, 128, 64):
    x = tf.keras.layers.Dropout(.2)(tf.keras.layers.Dense(n, activation='relu')(x))
my_model = tf.keras.Model(inp, tf.keras.layers.Dense(10, 'softmax')(x))

# %% 25_saving/save_and_load: the other function of Keras, through a variable
path = 'my_model.keras'
tf.keras.models.save_model(model, path)
reloaded_model = tf.keras.models.load_model(path, compile=True)

# %% 27_augmentation/augment: a named function and AUTOTUNE
augmentation = tf.keras.models.Sequential([
    tf.keras.layers.RandomRotation(0.125),
    tf.keras.layers.RandomTranslation(height_factor=0.2, width_factor=0.2),
    tf.keras.layers.RandomZoom((-0.2, 0.2)),
    tf.keras.layers.RandomFlip(mode='horizontal'),
])

def augment(images, labels):
    return augmentation(images, training=True), labels

train_batches = training_batches.map(augment, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
