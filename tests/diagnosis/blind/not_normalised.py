# %% 18_training/train: own batches, without normalize
training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).prefetch(1)

my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: the data set is batched inside the call of fit
my_model = tf.keras.Sequential([tf.keras.layers.Flatten(input_shape=(28, 28, 1))])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_set.shuffle(1500).batch(64), epochs=EPOCHS, verbose=0)

# %% 18_training/train: NumPy arrays straight from the data set
import numpy as np
pairs = list(tfds.as_numpy(training_set))
pictures = np.array([image for image, label in pairs])
labels = np.array([label for image, label in pairs])
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(pictures, labels, batch_size=batch_size, epochs=EPOCHS, verbose=0)

# %% 18_training/train: only cast to float, never divided
def to_float(image, label):
    return tf.cast(image, tf.float32), label

batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(to_float).prefetch(1)
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(batches, epochs=EPOCHS, verbose=0)
