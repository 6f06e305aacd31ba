# %% wiring: batched first and shuffled after it, so the same pictures stay together
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255
    return image, label


training_batches = training_set.map(normalize).batch(batch_size).shuffle(num_training_examples // 4).prefetch(1)

# %% wiring: prefetch stands before batch, so one picture is got ready and not the next batch
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


training_batches = training_set.map(normalize)
training_batches = training_batches.shuffle(num_training_examples // 4)
training_batches = training_batches.prefetch(1)
training_batches = training_batches.batch(batch_size)

# %% wiring: the results of map and shuffle are not kept; only batch and prefetch are
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255.0, label


training_set.map(normalize)
training_set.shuffle(num_training_examples // 4)
training_batches = training_set.batch(batch_size).prefetch(1)

# %% wiring: cached after it is shuffled, so each pass after the first repeats the first one's order
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 255
    return image, label


training_batches = (
    training_set.map(normalize).shuffle(num_training_examples // 4).cache().batch(batch_size).prefetch(1)
)

# %% wiring: pictures and labels are shuffled apart from each other and then zipped
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


normalized = training_set.map(normalize)
pictures = normalized.map(lambda image, label: image).shuffle(num_training_examples // 4)
digits = normalized.map(lambda image, label: label).shuffle(num_training_examples // 4)

training_batches = tf.data.Dataset.zip((pictures, digits)).batch(batch_size).prefetch(1)

# %% wiring: normalize is mapped twice, before and after batching, so pixels end at 0.004
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


normalized_set = training_set.map(normalize)
training_batches = (
    normalized_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
)

# %% other: the label is divided by 255 as well
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255
    label = tf.cast(label, tf.float32) / 255
    return image, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% wiring: normalize returns the label first and the picture second
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image / 255
    return label, image


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% wiring: the normalized picture gets a name of its own, and the one that came in is returned
def normalize(image, label):
    scaled = tf.cast(image, tf.float32)
    scaled /= 255
    return image, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% other: drop_remainder leaves out the last 32 pictures of each pass
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = (
    training_set.shuffle(num_training_examples // 4)
    .batch(batch_size, drop_remainder=True)
    .map(normalize)
    .prefetch(1)
)

# %% other: shuffled once for all, with the same order in each pass
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255.0
    return image, label


training_batches = (
    training_set.map(normalize)
    .shuffle(num_training_examples // 4, seed=7, reshuffle_each_iteration=False)
    .batch(batch_size)
    .prefetch(1)
)

# %% wiring: the numbers of shuffle and of batch are swapped
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


buffer_size = num_training_examples // 4
training_batches = training_set.map(normalize).shuffle(batch_size).batch(buffer_size).prefetch(1)

# %% wiring: prefetch is called last, but the data set that it returns is not kept
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size)
training_batches.prefetch(1)

# %% wiring: divided in whole numbers and cast to float32 only after it, so pixels are 0 or 1
def normalize(image, label):
    image = image // 255
    image = tf.cast(image, tf.float32)
    return image, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% other: cast to float64 in place of float32
def normalize(image, label):
    image = tf.cast(image, tf.float64)
    image /= 255
    return image, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% wiring: the batches of one pass are collected in a list, so each later pass has the same order
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


pipeline = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

training_batches = []
for image_batch, label_batch in pipeline:
    training_batches.append((image_batch, label_batch))

# %% wiring: an iterator over the pipeline in place of the pipeline; it is empty after one pass
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = iter(
    training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)
)

# %% other: take in place of shuffle, so three quarters of the pictures are missing and the order is fixed
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.map(normalize).take(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% wiring: batched twice, in the middle of the chain and once more at its end
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


batches = training_set.shuffle(num_training_examples // 4).batch(batch_size)
training_batches = batches.map(normalize).batch(batch_size).prefetch(1)

# %% other: repeat makes the pass endless, so pictures come more than once in it
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = (
    training_set.map(normalize).shuffle(num_training_examples // 4).repeat().batch(batch_size).prefetch(1)
)

# %% other: a buffer of 1, with which nothing is shuffled
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


training_batches = training_set.map(normalize).shuffle(1).batch(batch_size).prefetch(1)

# %% other: the label becomes a row of ten zeros and ones and does not stay unchanged
def normalize(image, label):
    image = tf.cast(image, tf.float32) / 255
    label = tf.one_hot(label, 10)
    return image, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% other: batches of 32 though batch_size is 64
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(32).prefetch(1)

# %% wiring: the test pictures go through the pipeline in place of training_set
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


test_set = tfds.load("mnist", split="test", as_supervised=True)
training_batches = test_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

# %% wiring: two chains begin at training_set; the name asked for is bound to the one without shuffle
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


normalized = training_set.map(normalize)
shuffled = normalized.shuffle(num_training_examples // 4)
training_batches = normalized.batch(batch_size).prefetch(1)

# %% wiring: the right pipeline is made and the last batch of a loop over it then takes its name
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.map(normalize).shuffle(num_training_examples // 4).batch(batch_size).prefetch(1)

for training_batches in training_batches:
    pass
