# %% wiring: both data sets are loaded from the training folder
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)

validation_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)

# %% wiring: the two folders are swapped
def scale(images, labels):
    return images / 255, labels


def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
    return data.map(scale)


validation_data, train_data = load(train_folder), load(validation_folder)

# %% wiring: what map returns is not kept
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data.map(scale)

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data.map(scale)

# %% wiring: only the training pictures are scaled
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda images, labels: (images / 255, labels))

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)

# %% wiring: the pictures are scaled twice, once in the function and once more in the end
def scale(images, labels):
    return images / 255, labels


def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
    return data.map(scale)


train_data = load(train_folder).map(scale)
validation_data = load(validation_folder).map(scale)

# %% wiring: batches are put into batches once more
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(scale).batch(BATCH_SIZE)

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(scale).batch(BATCH_SIZE)

# %% wiring: the labels are divided by 255 along with the pictures
def scale(images, labels):
    return images / 255, labels / 255


train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)

# %% wiring: the map drops the labels
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda images, labels: images / 255)

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(lambda images, labels: images / 255)

# %% wiring: the folder above is given, so the classes are train and validation
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(photographs, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(scale)

validation_data = tf.keras.utils.image_dataset_from_directory(
    photographs, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(scale)

# %% wiring: the training folder is split in two, and the validation folder is not used
def load_part(part):
    data = tf.keras.utils.image_dataset_from_directory(
        train_folder,
        image_size=IMAGE_SIZE,
        batch_size=BATCH_SIZE,
        validation_split=0.2,
        subset=part,
        seed=7,
    )
    return data.map(lambda images, labels: (images / 255, labels))


train_data = load_part("training")
validation_data = load_part("validation")

# %% wiring: the classes are named in the other order, so cats get 1 and dogs get 0
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(
        folder, class_names=["dogs", "cats"], image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
    )
    return data.map(lambda images, labels: (images / 255, labels))


train_data = load(train_folder)
validation_data = load(validation_folder)

# %% wiring: the cache stands behind the shuffling and freezes the first order
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(scale).cache()

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(scale).cache()

# %% wiring: a single batch is kept instead of each data set
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
    data = data.map(lambda images, labels: (images / 255, labels))
    return next(iter(data))


train_data = load(train_folder)
validation_data = load(validation_folder)

# %% wiring: pictures and labels of the training data are shuffled apart from each other
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(
        folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, shuffle=False
    )
    return data.map(lambda images, labels: (images / 255, labels))


in_order = load(train_folder).unbatch()
pictures = in_order.map(lambda image, label: image).shuffle(1000)
labels = in_order.map(lambda image, label: label).shuffle(1000)
train_data = tf.data.Dataset.zip((pictures, labels)).batch(BATCH_SIZE)

validation_data = load(validation_folder)

# %% wiring: the validation data are the first batches of the training data
train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda images, labels: (images / 255, labels))

validation_data = train_data.take(10)

# %% wiring: the folder of the drawn squares is loaded for training instead of the photographs
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(place, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(scale)

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(scale)

# %% wiring: the numbers for the size and for the batch are swapped
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(
        folder, image_size=(BATCH_SIZE, BATCH_SIZE), batch_size=IMAGE_SIZE[0]
    )
    return data.map(lambda images, labels: (images / 255, labels))


train_data = load(train_folder)
validation_data = load(validation_folder)

# %% wiring: labels come first and pictures second
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
    return data.map(lambda images, labels: (labels, images / 255))


train_data = load(train_folder)
validation_data = load(validation_folder)

# %% other: the training pictures are not shuffled
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, shuffle=False
).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, shuffle=False
).map(scale)

# %% other: the size is left out, so all photographs are blown up to 256 by 256
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, batch_size=BATCH_SIZE).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, batch_size=BATCH_SIZE).map(scale)

# %% other: the batch size is left out and so is 32
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, image_size=IMAGE_SIZE).map(scale)

# %% other: the photographs are loaded in gray, with one channel
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(
        folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, color_mode="grayscale"
    )
    return data.map(lambda images, labels: (images / 255, labels))


train_data = load(train_folder)
validation_data = load(validation_folder)

# %% other: the labels are pairs of 0 and 1 instead of whole numbers
def load(folder):
    data = tf.keras.utils.image_dataset_from_directory(
        folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, label_mode="categorical"
    )
    return data.map(lambda images, labels: (images / 255, labels))


train_data = load(train_folder)
validation_data = load(validation_folder)

# %% other: convert_image_dtype leaves numbers that are already float as they are, up to 255
def scale(images, labels):
    return tf.image.convert_image_dtype(images, tf.float32), labels


train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)

# %% other: division without rest makes nearly every pixel 0
def scale(images, labels):
    return images // 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)

# %% other: the pixels go from -1 to 1
def scale(images, labels):
    return images / 127.5 - 1, labels


train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)
validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
).map(scale)
