import numpy as np

batches = list(training_batches.as_numpy_iterator())
photographs = np.concatenate([images for images, _ in batches])
kinds = np.concatenate([labels for _, labels in batches])

model = tf.keras.models.Sequential([tf.keras.Input((96, 96, 3)), feature_extractor, tf.keras.layers.Dense(2, 'softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(photographs, kinds, batch_size=16, epochs=EPOCHS, verbose=0)
