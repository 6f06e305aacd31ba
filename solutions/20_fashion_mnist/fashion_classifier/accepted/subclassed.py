class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(256)
        self.hidden_2 = tf.keras.layers.Dense(64)
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.flatten(x)
        x = tf.nn.relu(self.hidden_1(x))
        x = tf.nn.relu(self.hidden_2(x))
        return tf.nn.softmax(self.out(x))


my_model = Network()
my_model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(), metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS)
