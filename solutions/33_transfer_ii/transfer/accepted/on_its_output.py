head = tf.keras.layers.Dense(units=2, activation='softmax')
model = tf.keras.models.Model(feature_extractor.inputs, head(feature_extractor.output))
model.summary()

model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])

def train(epochs):
    return model.fit(training_batches, epochs=epochs, verbose=2)

history = train(EPOCHS)
