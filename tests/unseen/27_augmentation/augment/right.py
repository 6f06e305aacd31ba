# %% a function with a name goes into the map
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomTranslation(0.1, 0.1)])


def augment(images, labels):
    """Change the pictures at random and let the labels through."""
    changed = augmentation(images, training=True)
    return changed, labels


train_batches = training_batches.map(augment)

# %% layers are added one by one, with an input in front
augmentation = tf.keras.Sequential(name="augmentation")
augmentation.add(tf.keras.Input(shape=(28, 28, 1)))
augmentation.add(tf.keras.layers.RandomTranslation(0.1, 0.1, fill_mode="constant", fill_value=0.0))
augmentation.add(tf.keras.layers.RandomZoom((-0.2, 0.2), fill_mode="constant"))
augmentation.summary()

train_batches = training_batches.map(lambda x, y: (augmentation(x, training=True), y))

# %% only mirroring, mapped in parallel and prefetched
from tensorflow.keras import Sequential, layers

augmentation = Sequential([layers.RandomFlip("horizontal")])

train_batches = training_batches.map(
    lambda images, labels: (augmentation(images, training=True), labels), num_parallel_calls=tf.data.AUTOTUNE
).prefetch(tf.data.AUTOTUNE)

# %% turned, and another brightness within 0 and 1
augmentation = tf.keras.Sequential(
    [
        tf.keras.layers.RandomRotation(factor=0.05),
        tf.keras.layers.RandomBrightness(factor=0.2, value_range=(0.0, 1.0)),
    ]
)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% moved, with noise, and what leaves the range is cut off by a last layer
augmentation = tf.keras.Sequential(
    [
        tf.keras.layers.RandomTranslation(height_factor=0.15, width_factor=0.15),
        tf.keras.layers.GaussianNoise(0.05),
        tf.keras.layers.ReLU(max_value=1.0),
    ]
)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% the pictures as they are get cached, and are augmented after that
augmentation = tf.keras.Sequential([tf.keras.layers.RandomZoom(0.2), tf.keras.layers.RandomRotation(0.1)])

train_batches = training_batches.cache().map(lambda images, labels: (augmentation(images, training=True), labels))

# %% a random layer of one's own that mirrors
class Mirror(tf.keras.layers.Layer):
    def call(self, images, training=False):
        if training:
            return tf.image.random_flip_left_right(images)
        return images


augmentation = tf.keras.Sequential([Mirror()])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% a network in a network, and a figure of what comes out
import matplotlib.pyplot as plt

geometry = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomTranslation(0.1, 0.1)])
augmentation = tf.keras.Sequential([geometry, tf.keras.layers.RandomZoom(0.1)])

some, _ = next(iter(training_batches))
for number in range(4):
    plt.subplot(1, 4, number + 1)
    plt.imshow(augmentation(some, training=True)[0, :, :, 0], cmap="gray")
plt.show()

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% pictures and labels go separate ways in the same order, and are zipped together
augmentation = tf.keras.Sequential([tf.keras.layers.RandomFlip("vertical"), tf.keras.layers.RandomRotation(0.1)])

pictures = training_batches.map(lambda images, labels: images)
labels = training_batches.map(lambda images, labels: labels)

train_batches = tf.data.Dataset.zip((pictures.map(lambda images: augmentation(images, training=True)), labels))

# %% a generator augments each batch anew whenever the data set is gone through
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])


def augmented():
    for images, labels in training_batches:
        yield augmentation(images, training=True), labels


train_batches = tf.data.Dataset.from_generator(augmented, output_signature=training_batches.element_spec)

# %% two maps one after the other, the second clips to be on the safe side
augmentation = tf.keras.Sequential()
for layer in (tf.keras.layers.RandomFlip("horizontal"), tf.keras.layers.RandomZoom(0.2, fill_mode="nearest")):
    augmentation.add(layer)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
train_batches = train_batches.map(lambda images, labels: (tf.clip_by_value(images, 0.0, 1.0), labels))

for one, _ in train_batches.take(1):
    print(one.shape, one.dtype, float(tf.reduce_min(one)), float(tf.reduce_max(one)))

# %% training is not said in the call, as the layers for pictures take it for true by themselves
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.1)])

train_batches = training_batches.map(lambda x, y: (augmentation(x), y), num_parallel_calls=4)
