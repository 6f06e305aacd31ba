# %% 11_keras/sequential: no Input
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: add by add, no shape anywhere
from tensorflow.keras.layers import Dense, Flatten
my_model_1 = tf.keras.Sequential()
my_model_1.add(Flatten())
my_model_1.add(Dense(128, activation='relu'))
my_model_1.add(Dense(64, activation='relu'))
my_model_1.add(Dense(10, activation='softmax'))

# %% 11_keras/sequential: a loop over the sizes, no shape
my_model_1 = tf.keras.Sequential([tf.keras.layers.Flatten()])
for n, act in [(128, 'relu'), (64, 'relu'), (10, 'softmax')]:
    my_model_1.add(tf.keras.layers.Dense(n, activation=act))

# %% 11_keras/sequential: activations as layers, no shape
my_model_1 = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128),
    tf.keras.layers.ReLU(),
    tf.keras.layers.Dense(64),
    tf.keras.layers.ReLU(),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Softmax(),
])
my_model_1.summary()
