# %% 19_autodiff/gradient_descent: more steps
steps = 200
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% 19_autodiff/gradient_descent: a larger learning rate
learning_rate = 0.2
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% 09_pipelines/pipeline: smaller batches
batch_size = 32


def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: batch_size changed
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

batch_size = 32
training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)

# %% 18_training/train: ten
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
EPOCHS = 10
history = my_model.fit(training_batches.take(20), epochs=EPOCHS, verbose=0)
