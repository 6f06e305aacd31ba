from tensorflow.keras.layers import Dense, Flatten

my_model = tf.keras.Sequential()
my_model.add(Flatten(input_shape=[28, 28, 1]))
for neurons in [128, 64, 32]:
    my_model.add(Dense(neurons, activation='tanh'))
my_model.add(Dense(10, activation='softmax'))

my_model.compile(optimizer='adam',
                 loss='sparse_categorical_crossentropy',
                 metrics=['acc'])

my_model.fit(training_batches, epochs=8)
history = my_model.history
