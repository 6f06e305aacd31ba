# %% wiring: the second example is taken instead of the first
for image, label in training_set.skip(1).take(1):
    image = image.numpy().squeeze()

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: ten examples are taken, and the last of them is left after the loop
for image, label in training_set.take(10):
    image = image.numpy().squeeze()

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: the stream is shuffled before the first example is taken
for image, label in training_set.shuffle(1000).take(1):
    image = image.numpy().squeeze()

plt.imshow(image, cmap=plt.cm.gray)
plt.colorbar()
plt.show()

# %% wiring: the picture is of the test part
test_set = tfds.load("mnist", split="test", as_supervised=True)
for image, label in test_set.take(1):
    image = image.numpy().squeeze()

plt.imshow(image)
plt.colorbar()
plt.show()

# %% wiring: the picture is of the first example and the label of the second
examples = iter(training_set)
image, _ = next(examples)
_, label = next(examples)
image = image.numpy().squeeze()

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: the squeezed array is drawn, but not kept under the name image
for image, label in training_set.take(1):
    plt.imshow(image.numpy().squeeze(), cmap=plt.cm.binary)
    plt.colorbar()
plt.show()

# %% wiring: the line that makes the array keeps no result, so image stays a tensor
for image, label in training_set.take(1):
    image.numpy().squeeze()

plt.imshow(image)
plt.colorbar()
plt.show()

# %% wiring: the tiny picture of the worked example is drawn
for image, label in training_set.take(1):
    image = image.numpy().squeeze()

plt.imshow(tiny.squeeze(), cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: the picture of another example is drawn than the one that is kept
for image, label in training_set.take(1):
    image = image.numpy().squeeze()

for picture, _ in training_set.skip(5).take(1):
    plt.imshow(picture.numpy().squeeze(), cmap=plt.cm.binary)
    plt.colorbar()
plt.show()

# %% wiring: the result of the drawing gets the name image
for image, label in training_set.take(1):
    image = image.numpy().squeeze()

image = plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: picture and label are swapped when the pair is unpacked
for label, image in training_set.take(1):
    image = image.numpy().squeeze()

plt.imshow(image)
plt.colorbar()
plt.show()

# %% wiring: the colour bar stands beside the picture of the second figure, not of the first example
(first, label), (second, _) = list(training_set.take(2))
image = first.numpy().squeeze()

plt.figure()
plt.imshow(image, cmap=plt.cm.binary)
plt.figure()
plt.imshow(second.numpy().squeeze(), cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: the colour bar is asked for before anything is drawn
for image, label in training_set.take(1):
    image = image.numpy().squeeze()

plt.figure()
plt.colorbar()
plt.imshow(image, cmap=plt.cm.binary)
plt.show()

# %% wiring: the method numpy is not called, so it is the method that is kept and drawn
for image, label in training_set.take(1):
    image = image.numpy

plt.imshow(image)
plt.colorbar()
plt.show()

# %% wiring: the picture is of the clothes in fashion_mnist
clothes = tfds.load("fashion_mnist", split="train", as_supervised=True)
for image, label in clothes.take(1):
    image = image.numpy().squeeze()

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: label is the list of all class names, not the label of the picture
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
label = dataset_info.features["label"].names

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% wiring: a batch of 32 is taken as if it were one example
for image, label in training_set.batch(32).take(1):
    image = image.numpy().squeeze()

plt.imshow(image[0], cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% other: the axis of length 1 is still there
for image, label in training_set.take(1):
    image = image.numpy()

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% other: image is a tensor of the right shape, not an array
import tensorflow as tf

for image, label in training_set.take(1):
    image = tf.squeeze(image)

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% other: the colour bar is missing
for image, label in training_set.take(1):
    image = image.numpy().squeeze()

plt.imshow(image, cmap=plt.cm.binary)
plt.show()

# %% other: nothing is drawn at all
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    label = label.numpy()

print(image)

# %% other: the values are scaled to 0 to 1
for image, label in training_set.take(1):
    image = image.numpy().squeeze() / 255

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% other: the picture is turned on its side
for image, label in training_set.take(1):
    image = image.numpy().squeeze().T

plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()

# %% other: the rows are drawn as curves by plot instead of a picture
for image, label in training_set.take(1):
    image = image.numpy().squeeze()

plt.plot(image)
plt.show()

# %% other: the picture is laid out as one long row
for image, label in training_set.take(1):
    image = image.numpy().reshape(1, 784)

plt.imshow(image, cmap=plt.cm.binary, aspect="auto")
plt.colorbar()
plt.show()
