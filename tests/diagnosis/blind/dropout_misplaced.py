# %% 23_dropout/dropout: before Flatten
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 23_dropout/dropout: after the output too
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for n in [256, 128, 64]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
    my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.add(tf.keras.layers.Dropout(0.2))

# %% 23_dropout/dropout: one is missing between
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 23_dropout/dropout: all three at the end
from tensorflow.keras.layers import Dense, Dropout, Flatten, Input
my_model = tf.keras.Sequential([
    Input((28, 28, 1)), Flatten(),
    Dense(256, activation='relu'), Dense(128, activation='relu'), Dense(64, activation='relu'),
    Dropout(0.2), Dropout(0.2), Dropout(0.2),
    Dense(10, activation='softmax'),
])

# %% 23_dropout/dropout: in front of each hidden layer
inp = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inp)
for n in (256, 128, 64):
    x = tf.keras.layers.Dropout(0.2)(x)
    x = tf.keras.layers.Dense(n, activation='relu')(x)
my_model = tf.keras.Model(inp, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% 23_dropout/dropout: only one, before the output
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])
