# %% 20_fashion_mnist/fashion_classifier: the one hidden layer has none
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(hidden_neurons),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 20_fashion_mnist/fashion_classifier: two hidden layers and a dropout, all straight
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128),
    tf.keras.layers.Dropout(0.1),
    tf.keras.layers.Dense(64),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% 20_fashion_mnist/fashion_classifier: a convolution without an activation before the output
pictures = tf.keras.Input(shape=(28, 28, 1))
maps = tf.keras.layers.Conv2D(4, 3, strides=2)(pictures)
maps = tf.keras.layers.Flatten()(maps)
my_model = tf.keras.Model(pictures, tf.keras.layers.Dense(10, activation='softmax')(maps))
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
