inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
for units in (256, 128, 64):
    x = tf.keras.layers.Dense(units, activation='relu')(x)
    x = tf.keras.layers.Dropout(0.2)(x)
outputs = tf.keras.layers.Dense(10, activation='softmax')(x)
my_model = tf.keras.Model(inputs, outputs)
