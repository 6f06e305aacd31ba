steps = tf.keras.optimizers.schedules.ExponentialDecay(2e-3, decay_steps=94, decay_rate=0.9)
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Reshape((784,)),
    tf.keras.layers.Dense(hidden_neurons * 2, activation=tf.nn.leaky_relu),
    tf.keras.layers.Dropout(0.1),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Softmax(),
])
my_model.compile(tf.keras.optimizers.Adam(steps), 'sparse_categorical_crossentropy', metrics=['accuracy'])
my_model.fit(training_batches, epochs=7, verbose=2)
history = my_model.history
