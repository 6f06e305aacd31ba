# %% 23_dropout/dropout: the share that is kept
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.8),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.8),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.8),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 23_dropout/dropout: the usual half, in a loop
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for units in [256, 128, 64]:
    my_model.add(tf.keras.layers.Dense(units, activation='relu'))
    my_model.add(tf.keras.layers.Dropout(0.5))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 23_dropout/dropout: a nought too many
from tensorflow.keras import layers
my_model = tf.keras.Sequential([
    layers.Input(shape=(28, 28, 1)), layers.Flatten(),
    layers.Dense(256, activation='relu'), layers.Dropout(0.02),
    layers.Dense(128, activation='relu'), layers.Dropout(0.02),
    layers.Dense(64, activation='relu'), layers.Dropout(0.02),
    layers.Dense(10, activation='softmax'),
])

# %% 23_dropout/dropout: one rate out of three
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Dense(256, activation='relu'))
my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(128, activation='relu'))
my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(64, activation='relu'))
my_model.add(tf.keras.layers.Dropout(0.3))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% 23_dropout/dropout: functional, the rate computed from what is kept
keep_prob = 0.8
inp = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inp)
for n in (256, 128, 64):
    x = tf.keras.layers.Dense(n, activation='relu')(x)
    x = tf.keras.layers.Dropout(rate=keep_prob)(x)
my_model = tf.keras.Model(inp, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% 23_dropout/dropout: a tenth
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.1),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.1),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.1),
    tf.keras.layers.Dense(10, activation='softmax'),
])
