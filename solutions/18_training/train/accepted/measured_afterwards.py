my_model = tf.keras.Sequential([
    tf.keras.layers.InputLayer(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(name='flat'),
    tf.keras.layers.Dense(128, activation='relu', name='first'),
    tf.keras.layers.Dense(64, activation='relu', name='second'),
    tf.keras.layers.Dense(32, activation='relu', name='third'),
    tf.keras.layers.Dense(10, activation='softmax', name='digit'),
])
my_model.summary()
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
before = my_model.evaluate(training_batches, verbose=0)
history = my_model.fit(training_batches, epochs=EPOCHS)
after = my_model.evaluate(training_batches, verbose=0)
print('loss before and after:', before[0], after[0])
answers = my_model.predict(training_batches.take(1))
