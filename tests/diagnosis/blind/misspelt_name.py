# %% 05_single_layer/elementwise: a name mistyped
h = tf.reduce_sum(tf.multiply(featurs, weights)) + bias
y = sigmoid_activation(h)

# %% 18_training/train: the model's name mistyped
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for n in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_modle.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_modle.fit(training_batches, epochs=EPOCHS)
