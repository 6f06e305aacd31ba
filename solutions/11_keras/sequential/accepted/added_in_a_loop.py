my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.layers.Flatten())

for number, neurons in enumerate([128, 64], 1):
    my_model_1.add(tf.keras.layers.Dense(neurons, activation='relu', name='hidden_{}'.format(number)))

my_model_1.add(tf.keras.layers.Dense(10, activation='softmax', name='digits'))
my_model_1.build((None, 28, 28, 1))
