from tensorflow import keras
from tensorflow.keras import layers

feature_extractor = keras.models.load_model(str(network_file))
for layer in feature_extractor.layers:
    layer.trainable = False

inputs = keras.Input(shape=(96, 96, 3))
x = feature_extractor(inputs, training=False)
outputs = layers.Dense(2)(x)
outputs = layers.Softmax()(outputs)
model = keras.Model(inputs, outputs)
