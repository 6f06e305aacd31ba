from tensorflow.keras.layers import Activation, Dense, Flatten, Input, ReLU, Softmax

my_model_1 = tf.keras.Sequential([
    Input((28, 28, 1)),
    Flatten(),
    Dense(128),
    ReLU(),
    Dense(64),
    Activation(tf.nn.relu),
    Dense(10),
    Softmax()
])
