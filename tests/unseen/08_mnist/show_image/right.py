# %% the iterator of the data set
image, label = next(iter(training_set))
image = image.numpy().squeeze()

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% the last axis by its index and the label as a number
for picture, digit in training_set.take(1):
    image = picture.numpy()[:, :, 0]
    label = digit.numpy()

plt.imshow(image, cmap="gray")
plt.colorbar(label="shade")
plt.title("label: {}".format(label))
plt.show()

# %% the stream of arrays by tfds
for image, label in tfds.as_numpy(training_set.take(1)):
    image = image.squeeze()

plt.figure(figsize=(4, 4))
plt.imshow(image, cmap=plt.cm.viridis)
plt.colorbar()
plt.show()

# %% the loop over everything is left at once
for image, label in training_set:
    image = np.squeeze(image.numpy())
    break

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()

# %% the iterator of arrays and a reshape
first_image, first_label = next(training_set.as_numpy_iterator())
image = first_image.reshape(28, 28)
label = int(first_label)

shown = plt.imshow(image, cmap="Greys")
plt.colorbar(shown)
plt.axis("off")
plt.show()

# %% a list of one example
example = list(training_set.take(1))[0]
image = np.array(example[0]).squeeze(axis=-1)
label = example[1]

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar(shrink=0.8)
plt.title(f"this is a {label}")
plt.show()

# %% drawn within the loop
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    plt.imshow(image, cmap=plt.cm.binary)
    plt.colorbar()
    plt.show()

# %% a batch of one
for images, labels in training_set.batch(1).take(1):
    image = images[0].numpy().squeeze()
    label = labels[0]

plt.imshow(image, cmap=plt.cm.hot)
plt.colorbar(orientation="vertical")
plt.show()

# %% helpers for taking and for drawing
def first_example(data):
    for picture, digit in data.take(1):
        return picture.numpy().squeeze(), digit.numpy()


def draw(array, title):
    plt.figure()
    plt.imshow(array, cmap=plt.cm.binary)
    plt.colorbar()
    plt.title(title)
    plt.show()


image, label = first_example(training_set)
draw(image, "the label is {}".format(label))

# %% squeezed by TensorFlow and then made an array
import tensorflow as tf

for image, label in training_set.take(1):
    image = tf.squeeze(image, axis=-1).numpy()

plt.imshow(image, vmin=0, vmax=255)
plt.colorbar(ticks=[0, 128, 255])
plt.show()

# %% the colour bar by the figure
for image, label in training_set.take(1):
    print("before:", type(image), image.shape)
    image = image.numpy().squeeze()
    print("after:", type(image), image.shape, image.min(), image.max())

fig = plt.figure()
drawn = plt.imshow(image, cmap=plt.cm.binary)
fig.colorbar(drawn)
plt.show()

# %% more pictures are looked at afterwards under other names
image, label = list(training_set.take(1).as_numpy_iterator())[0]
image = image[..., 0]

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

plt.figure(figsize=(8, 2))
for i, (other_image, other_label) in enumerate(training_set.take(5)):
    plt.subplot(1, 5, i + 1)
    plt.imshow(other_image.numpy().squeeze(), cmap=plt.cm.binary)
    plt.title(other_label.numpy())
    plt.axis("off")
plt.show()

# %% the single element of the shortened stream
image, label = training_set.take(1).get_single_element()
image = image.numpy().squeeze()
name = dataset_info.features["label"].int2str(label.numpy())

plt.title("class " + name)
plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()
