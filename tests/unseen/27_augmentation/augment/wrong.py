# %% wiring: the layers are called with training=False in the map and change nothing
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=False), labels))

# %% wiring: augmentation is made but the batches never go through it
augmentation = tf.keras.Sequential(
    [
        tf.keras.layers.RandomRotation(0.1),
        tf.keras.layers.RandomTranslation(0.1, 0.1),
    ]
)

train_batches = training_batches

# %% wiring: what map returns is not kept
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

train_batches = training_batches
train_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% wiring: the validation batches are augmented instead of the training batches
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

train_batches = validation_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% wiring: the validation batches are augmented along with the training batches
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])


def augment(images, labels):
    return augmentation(images, training=True), labels


train_batches = training_batches.map(augment)
validation_batches = validation_batches.map(augment)

# %% wiring: a cache stands behind the augmentation, so each pass gets the pictures of the first
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels)).cache()

# %% wiring: the map returns the pictures without their labels
augmentation = tf.keras.Sequential([tf.keras.layers.RandomFlip("horizontal"), tf.keras.layers.RandomZoom(0.2)])

train_batches = training_batches.map(lambda images, labels: augmentation(images, training=True))

# %% wiring: labels come first and pictures second
augmentation = tf.keras.Sequential([tf.keras.layers.RandomFlip("horizontal"), tf.keras.layers.RandomZoom(0.2)])

train_batches = training_batches.map(lambda images, labels: (labels, augmentation(images, training=True)))

# %% wiring: augmentation is a single layer and not a Sequential
augmentation = tf.keras.layers.RandomRotation(0.1)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% wiring: augmentation is a plain function around the layers
rotation = tf.keras.layers.RandomRotation(0.1)
zoom = tf.keras.layers.RandomZoom(0.2)


def augmentation(images, labels):
    return zoom(rotation(images, training=True), training=True), labels


train_batches = training_batches.map(augmentation)

# %% wiring: the labels are shuffled apart from the pictures
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

pictures = training_batches.map(lambda images, labels: augmentation(images, training=True))
answers = training_batches.map(lambda images, labels: labels).unbatch().shuffle(320).batch(64)
train_batches = tf.data.Dataset.zip((pictures, answers))

# %% wiring: the pictures are augmented once and stored, and each pass gets the same ones
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

all_images, all_labels = [], []
for images, labels in training_batches:
    all_images.append(augmentation(images, training=True))
    all_labels.append(labels)

train_batches = tf.data.Dataset.from_tensor_slices((tf.concat(all_images, 0), tf.concat(all_labels, 0))).batch(64)

# %% wiring: the pictures of the first batch are augmented again and again, whatever batch comes in
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

image_batch, label_batch = next(iter(training_batches))
train_batches = training_batches.map(lambda images, labels: (augmentation(image_batch, training=True), labels))

# %% wiring: the batches are made from the set that was not normalized, with pixels up to 255
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

train_batches = training_set.batch(64).map(lambda images, labels: (augmentation(images, training=True), labels))

# %% wiring: train_batches is a list of batches that were augmented once
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

train_batches = [(augmentation(images, training=True), labels) for images, labels in training_batches]

# %% wiring: single pictures are augmented and not put into batches again
augmentation = tf.keras.Sequential([tf.keras.layers.RandomFlip("horizontal")])

train_batches = training_batches.unbatch().map(lambda image, label: (augmentation(image, training=True), label))

# %% wiring: only the first of the batches is taken, which was meant for a look
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])

train_batches = training_batches.take(1).map(lambda images, labels: (augmentation(images, training=True), labels))

# %% wiring: the name augmentation is bound to a batch of pictures in the end
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomZoom(0.2)])
layers = augmentation

train_batches = training_batches.map(lambda images, labels: (layers(images, training=True), labels))

augmentation = augmentation(next(iter(training_batches))[0], training=True)
print(augmentation.shape)

# %% other: only the brightness changes, nothing is turned, mirrored, moved or zoomed
augmentation = tf.keras.Sequential([tf.keras.layers.RandomBrightness(0.2, value_range=(0.0, 1.0))])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% other: only noise is added, and the pixels leave the range from 0 to 1
augmentation = tf.keras.Sequential([tf.keras.layers.GaussianNoise(0.1)])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% other: the pictures lose their shape, as a part of 24 by 24 pixels is cut out
augmentation = tf.keras.Sequential([tf.keras.layers.RandomFlip("horizontal"), tf.keras.layers.RandomCrop(24, 24)])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% other: the brightness is made for pixels up to 255 and takes them far above 1
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.1), tf.keras.layers.RandomBrightness(0.2)])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% other: all strengths are 0, so nothing ever moves
augmentation = tf.keras.Sequential([tf.keras.layers.RandomRotation(0.0), tf.keras.layers.RandomTranslation(0.0, 0.0)])

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))

# %% other: a rescaling at the end takes the pixels up to 255 again
augmentation = tf.keras.Sequential(
    [
        tf.keras.layers.RandomFlip("horizontal"),
        tf.keras.layers.RandomRotation(0.1),
        tf.keras.layers.Rescaling(255),
    ]
)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
