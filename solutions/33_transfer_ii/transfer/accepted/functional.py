from tensorflow.keras import layers, losses, metrics, optimizers

inputs = tf.keras.Input(shape=(96, 96, 3))
features = feature_extractor(inputs, training=False)
model = tf.keras.Model(inputs, layers.Dense(2, activation=tf.nn.softmax)(features))

model.compile(
    optimizer=optimizers.Adam(),
    loss=losses.SparseCategoricalCrossentropy(),
    metrics=[metrics.SparseCategoricalAccuracy(name='accuracy')],
)
model.fit(training_batches, epochs=EPOCHS)
history = model.history
