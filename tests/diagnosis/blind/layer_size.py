# %% 11_keras/sequential: the example's 256 in place of 128
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax')
])

# %% 11_keras/sequential: a digit mistyped
from tensorflow.keras.layers import Dense, Flatten, Input
my_model_1 = tf.keras.Sequential()
my_model_1.add(Input((28, 28, 1)))
my_model_1.add(Flatten())
my_model_1.add(Dense(128, 'relu'))
my_model_1.add(Dense(46, 'relu'))
my_model_1.add(Dense(10, 'softmax'))

# %% 11_keras/sequential: one output in place of ten, in a loop
my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=[28, 28, 1]), tf.keras.layers.Flatten()])
for n in (128, 64):
    my_model_1.add(tf.keras.layers.Dense(n, activation=tf.nn.relu))
my_model_1.add(tf.keras.layers.Dense(1, activation=tf.nn.softmax))

# %% 11_keras/sequential: functional, twice 128
inp = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Flatten()(inp)
x = tf.keras.layers.Dense(128, activation='relu')(x)
x = tf.keras.layers.Dense(128, activation='relu')(x)
out = tf.keras.layers.Dense(10, activation='softmax')(x)
my_model_1 = tf.keras.Model(inp, out)

# %% 14_subclassing/subclass: a hidden layer of 32
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.l0 = tf.keras.layers.Flatten()
        self.l1 = tf.keras.layers.Dense(128, activation='relu')
        self.l2 = tf.keras.layers.Dense(32, activation='relu')
        self.l3 = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, t):
        return self.l3(self.l2(self.l1(self.l0(t))))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% 18_training/train: 16 in place of 32
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
for neurons in [128, 64, 16]:
    my_model.add(tf.keras.layers.Dense(neurons, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 23_dropout/dropout: 265 in place of 256
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(265, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])
