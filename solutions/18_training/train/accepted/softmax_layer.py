from tensorflow import keras
from tensorflow.keras import layers

my_model = keras.Sequential([
    layers.Flatten(input_shape=(28, 28, 1)),
    layers.Dense(128), layers.Activation('relu'),
    layers.Dense(64), layers.Activation('relu'),
    layers.Dense(32), layers.Activation('relu'),
    layers.Dense(10), layers.Softmax(),
])
my_model.compile(optimizer=keras.optimizers.Adam(), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
                 metrics=[keras.metrics.SparseCategoricalAccuracy('accuracy')])
history = my_model.fit(x=training_batches, epochs=5, shuffle=False, verbose=0)
