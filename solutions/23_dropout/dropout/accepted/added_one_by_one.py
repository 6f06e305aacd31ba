my_model = tf.keras.models.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=[28, 28, 1]))
for neurons in [256, 128, 64]:
    my_model.add(tf.keras.layers.Dense(neurons, activation=tf.nn.relu))
    my_model.add(tf.keras.layers.Dropout(rate=1/5, name='dropout_{}'.format(neurons)))
my_model.add(tf.keras.layers.Dense(10, activation=tf.nn.softmax))
