# %% 09_pipelines/pipeline: batch_size set again
batch_size = 128

def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label

training_batches = training_set.shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 18_training/train: EPOCHS is set again
from tensorflow.keras.layers import Dense, Flatten

EPOCHS = 2   # faster

my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)), Flatten(),
    Dense(128, 'relu'), Dense(64, 'relu'), Dense(32, 'relu'), Dense(10, 'softmax'),
])
my_model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)
