def network(sizes, classes=10):
    picture = tf.keras.layers.Input(shape=[28, 28, 1])
    x = tf.keras.layers.Flatten()(picture)
    for size in sizes:
        x = tf.keras.layers.Dense(size, activation='relu')(x)
    return tf.keras.models.Model(inputs=picture, outputs=tf.keras.layers.Dense(classes, activation='softmax')(x))


def train(network, batches, epochs):
    network.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return network.fit(batches, epochs=epochs, verbose=2)


my_model = network([128, 64, 32])
history = train(my_model, training_batches, EPOCHS)
