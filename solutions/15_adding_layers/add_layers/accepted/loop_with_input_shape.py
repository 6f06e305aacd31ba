from tensorflow.keras.layers import Flatten, Dense

model = tf.keras.Sequential()
model.add(Flatten(input_shape=(28, 28, 1)))

for neurons in layer_neurons:
    model.add(Dense(neurons, activation='relu'))

model.add(Dense(10, activation='softmax'))

model.summary()
