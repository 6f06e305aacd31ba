from tensorflow.keras import backend as K
from tensorflow.keras.layers import Dense, Flatten

K.clear_session()

model = tf.keras.Sequential()
model.add(Flatten(input_shape=(28, 28, 1)))
model.add(Dense(256, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.summary()
