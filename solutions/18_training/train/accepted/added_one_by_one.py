layers = tf.keras.layers

my_model = tf.keras.models.Sequential(name='digits')
my_model.add(tf.keras.Input(shape=(28, 28, 1), name='picture'))
my_model.add(layers.Flatten())
my_model.add(layers.Dense(128, activation=tf.nn.relu))
my_model.add(layers.Dense(units=64, activation=tf.keras.activations.relu))
my_model.add(layers.Dense(32, activation='relu', kernel_initializer='he_normal'))
my_model.add(layers.Dense(10, activation='softmax'))
my_model.compile(loss='sparse_categorical_crossentropy', optimizer='Adam', metrics=['acc'])

my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
history = my_model.history
