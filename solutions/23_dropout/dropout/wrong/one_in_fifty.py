# fails: nearly, layers
# diagnosis: dropout_rate
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.02),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.02),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.02),
    tf.keras.layers.Dense(10, activation='softmax')
])
