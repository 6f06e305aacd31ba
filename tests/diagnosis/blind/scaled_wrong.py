# %% 09_pipelines/pipeline: cast but not divided
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: divided twice
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255
    image /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: normalize mapped twice
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.map(normalize).cache().shuffle(1500).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: divided by 28
def normalize(image, label):
    return tf.cast(image, tf.float32) / 28., label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: the result cast back to integers
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 255
    image = tf.cast(image, tf.uint8)
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 09_pipelines/pipeline: map is left out, normalize is right
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).prefetch(1)

# %% 09_pipelines/pipeline: from -1 to 1
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 127.5 - 1
    return image, label

training_batches = training_set.cache().shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)

# %% 21_validation/validation: map(normalize) left out everywhere
training_set = tfds.load('mnist', split='train[:80%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.cache().shuffle(1200).batch(batch_size).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).prefetch(1)
testing_batches = test_set.cache().batch(batch_size).prefetch(1)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)

# %% 21_validation/validation: the training batches alone are raw
training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)
train_batches = training_set.shuffle(1000).batch(batch_size)
valid_batches = validation_set.batch(batch_size).map(normalize)
test_batches = test_set.batch(batch_size).map(normalize)
history = model.fit(train_batches, epochs=EPOCHS, validation_data=valid_batches, verbose=0)
