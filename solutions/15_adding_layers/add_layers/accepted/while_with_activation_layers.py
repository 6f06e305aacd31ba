import keras

net = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Flatten()])
number = 0
while number < len(layer_neurons):
    net.add(keras.layers.Dense(units=layer_neurons[number]))
    net.add(keras.layers.Activation(tf.nn.relu))
    number += 1
net.add(keras.layers.Dense(10))
net.add(keras.layers.Softmax())
model = net
