inputs = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
for neurons in (128, 64, 32):
    x = tf.keras.layers.Dense(neurons)(x)
    x = tf.keras.layers.ReLU()(x)
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation=tf.nn.softmax)(x))

my_model.compile(
    optimizer=tf.keras.optimizers.Adam(),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name='accuracy')],
)
my_model.fit(training_batches, epochs=5, verbose=0)
history = my_model.history
