# %% 11_keras/sequential: left out
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 11_keras/sequential: functional
i = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Dense(128, 'relu')(i)
x = tf.keras.layers.Dense(64, 'relu')(x)
my_model_1 = tf.keras.Model(i, tf.keras.layers.Dense(10, 'softmax')(x))

# %% 11_keras/sequential: input_shape in the first dense layer
from tensorflow.keras.layers import Dense
my_model_1 = tf.keras.Sequential()
my_model_1.add(Dense(128, activation='relu', input_shape=(28, 28, 1)))
my_model_1.add(Dense(64, activation='relu'))
my_model_1.add(Dense(10, activation='softmax'))
