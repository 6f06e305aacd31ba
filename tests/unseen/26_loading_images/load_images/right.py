# %% a rescaling layer brings the pixels between 0 and 1
rescale = tf.keras.layers.Rescaling(1 / 255)

train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(lambda images, labels: (rescale(images), labels))

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(lambda images, labels: (rescale(images), labels))

# %% a helper function loads a folder and scales its pictures
def load(folder, shuffle=True):
    data = tf.keras.utils.image_dataset_from_directory(
        str(folder), image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, shuffle=shuffle
    )
    print("classes:", data.class_names)
    return data.map(lambda images, labels: (images / 255.0, labels), num_parallel_calls=tf.data.AUTOTUNE)


train_data = load(train_folder)
validation_data = load(validation_folder, shuffle=False)

# %% everything by hand from the names of the files, as in the example
CLASSES = ["cats", "dogs"]


def read(file, label):
    pixels = tf.io.decode_png(tf.io.read_file(file), channels=3)
    pixels = tf.image.resize(pixels, IMAGE_SIZE)
    return pixels / 255, label


def files_and_labels(folder):
    files = sorted(folder.glob("*/*.png"))
    labels = [CLASSES.index(file.parent.name) for file in files]
    return tf.data.Dataset.from_tensor_slices(([str(file) for file in files], tf.constant(labels, tf.int32)))


train_data = files_and_labels(train_folder).shuffle(1000).map(read).batch(BATCH_SIZE)
validation_data = files_and_labels(validation_folder).map(read).batch(BATCH_SIZE)

# %% single pictures are loaded in order and kept, then shuffled and put into batches
def scale(image, label):
    return image / 255, label


train_data = (
    tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=None, shuffle=False)
    .map(scale)
    .cache()
    .shuffle(1000)
    .batch(BATCH_SIZE)
    .prefetch(tf.data.AUTOTUNE)
)

validation_data = (
    tf.keras.utils.image_dataset_from_directory(
        validation_folder, image_size=IMAGE_SIZE, batch_size=None, shuffle=False
    )
    .map(scale)
    .cache()
    .batch(BATCH_SIZE)
    .prefetch(tf.data.AUTOTUNE)
)

# %% the function under its old address, in a loop over both folders
loaded = {}
for name in ("train", "validation"):
    data = tf.keras.preprocessing.image_dataset_from_directory(
        photographs / name, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
    )
    loaded[name] = data.map(lambda x, y: (tf.math.divide(x, 255.0), y))

train_data = loaded["train"]
validation_data = loaded["validation"]

# %% all arguments are written out
settings = dict(
    labels="inferred",
    label_mode="int",
    class_names=["cats", "dogs"],
    color_mode="rgb",
    batch_size=BATCH_SIZE,
    image_size=IMAGE_SIZE,
    shuffle=True,
    seed=42,
    interpolation="bilinear",
)


def normalize(images, labels):
    images = tf.cast(images, tf.float32) * (1.0 / 255.0)
    return images, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, **settings).map(normalize)
validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, **settings).map(normalize)

# %% all pictures are read into arrays first, and the data sets are made from those
import numpy as np


def arrays(folder):
    images, labels = [], []
    for label, kind in enumerate(["cats", "dogs"]):
        for file in sorted((folder / kind).iterdir()):
            if file.suffix != ".png":
                continue
            picture = tf.keras.utils.load_img(file, target_size=IMAGE_SIZE)
            images.append(tf.keras.utils.img_to_array(picture))
            labels.append(label)
    return np.array(images, dtype=np.float32) / np.float32(255), np.array(labels, dtype=np.int32)


train_images, train_labels = arrays(train_folder)
print(train_images.shape, train_images.dtype, np.bincount(train_labels))

train_data = tf.data.Dataset.from_tensor_slices((train_images, train_labels)).shuffle(len(train_images))
train_data = train_data.batch(BATCH_SIZE)
validation_data = tf.data.Dataset.from_tensor_slices(arrays(validation_folder)).batch(BATCH_SIZE)

# %% TensorFlow lists the files, and the label is read off the path
def parse(path):
    label = tf.cast(tf.strings.split(path, os.sep)[-2] == "dogs", tf.int32)
    image = tf.image.decode_png(tf.io.read_file(path), channels=3)
    image = tf.image.convert_image_dtype(image, tf.float32)  # from whole numbers: this divides by 255
    return tf.ensure_shape(image, IMAGE_SIZE + (3,)), label


train_data = tf.data.Dataset.list_files(str(train_folder / "*" / "*.png"), shuffle=False)
train_data = train_data.shuffle(1000, reshuffle_each_iteration=True).map(parse).batch(BATCH_SIZE)

validation_data = tf.data.Dataset.list_files(str(validation_folder / "*" / "*.png"), shuffle=False)
validation_data = validation_data.map(parse).batch(BATCH_SIZE)

# %% pictures that were loaded in the order of their names are taken out of their batches and shuffled
train_data = tf.keras.utils.image_dataset_from_directory(
    train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, shuffle=False
)
train_data = train_data.unbatch().shuffle(1000).batch(BATCH_SIZE)
train_data = train_data.map(lambda image, label: (image / 255, label))

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE, shuffle=False
)
validation_data = validation_data.map(lambda image, label: (image / 255, label))

# %% the raw pictures are looked at before they are scaled
raw_train = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
raw_validation = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)

for images, labels in raw_train.take(2):
    print(images.shape, images.dtype, float(tf.reduce_max(images)), labels.dtype, labels.numpy()[:10])
    plt.imshow(images[0].numpy().astype("uint8"))
    plt.title(raw_train.class_names[labels[0]])
    plt.show()


def to_unit(images, labels):
    return tf.clip_by_value(images / 255, 0, 1), labels


train_data, validation_data = (raw.map(to_unit) for raw in (raw_train, raw_validation))
print(train_data.element_spec, len(train_data), len(validation_data))
