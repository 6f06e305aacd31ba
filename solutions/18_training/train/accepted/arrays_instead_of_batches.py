import numpy as np

batches = list(training_batches)
pictures = np.concatenate([image_batch.numpy() for image_batch, _ in batches])
digits = np.concatenate([label_batch.numpy() for _, label_batch in batches])

my_model = tf.keras.Sequential([
    tf.keras.layers.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, 'relu'),
    tf.keras.layers.Dense(64, 'relu'),
    tf.keras.layers.Dense(32, 'relu'),
    tf.keras.layers.Dense(10, 'softmax'),
])
my_model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(pictures, digits, batch_size=64, epochs=EPOCHS, verbose=2)
