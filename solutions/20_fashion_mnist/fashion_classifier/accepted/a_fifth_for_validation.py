import numpy as np

pictures, classes = (np.concatenate(part) for part in zip(*training_batches.as_numpy_iterator()))

inputs = tf.keras.layers.Input(shape=(28, 28, 1))
flat = tf.keras.layers.Flatten()(inputs)
hidden = tf.keras.layers.Dense(hidden_neurons, activation='relu')(flat)
outputs = tf.keras.layers.Dense(len(class_names), activation='softmax')(hidden)
my_model = tf.keras.Model(inputs=inputs, outputs=outputs)
my_model.compile(optimizer='nadam', loss=tf.keras.losses.SparseCategoricalCrossentropy(), metrics=['accuracy'])
history = my_model.fit(pictures, classes, validation_split=0.1, batch_size=32, epochs=8, verbose=0)
