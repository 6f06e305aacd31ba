# %% 17_compiling/compile: sgd
my_model.compile(optimizer='sgd', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: the class SGD with a learning rate
my_model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=0.01),
                 loss='sparse_categorical_crossentropy',
                 metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% 17_compiling/compile: the optimizer is left to Keras
my_model.compile(loss='sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: adamax, one word further in the list
my_model.compile('adamax', 'sparse_categorical_crossentropy', metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 17_compiling/compile: an imported RMSprop
from tensorflow.keras.optimizers import RMSprop
opt = RMSprop()
my_model.compile(optimizer=opt, loss=tf.keras.losses.SparseCategoricalCrossentropy(), metrics=['accuracy'])
loss, accuracy = my_model.evaluate(image_batch, label_batch)

# %% 18_training/train: sgd
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='sgd', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 18_training/train: left to Keras
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.compile(loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
