# %% the model is called, its answers stay a tensor
ps = my_model(image_batch)

first_image = image_batch.numpy()[0].squeeze()

# %% called and turned into an array, the picture reshaped
ps = my_model(image_batch, training=False).numpy()

first_image = image_batch[0].numpy().reshape(28, 28)

# %% everything by NumPy
images = image_batch.numpy()

ps = my_model.predict(images)

first_image = np.squeeze(images[0], axis=-1)

# %% predict_on_batch, and the shade of grey by its index
ps = my_model.predict_on_batch(image_batch)

first_image = image_batch.numpy()[0, :, :, 0]

# %% in four smaller batches
ps = my_model.predict(image_batch, batch_size=16, verbose=0)

first_image = image_batch[0, ..., 0].numpy()

# %% one picture after the other, all rows kept
rows = []
for i in range(len(image_batch)):
    rows.append(my_model(image_batch[i : i + 1]).numpy())

ps = np.concatenate(rows, axis=0)

first_image = tf.squeeze(image_batch[0]).numpy()

# %% with a look at the answers and at the other model's
ps = my_model.predict(x=image_batch, verbose=0)

print("first row:", ps[0].round(3), "sum", ps[0].sum())
print("my_model says", ps.argmax(axis=1)[:10])
print("model says   ", model.predict(image_batch, verbose=0).argmax(axis=1)[:10])
print("they are     ", label_batch.numpy()[:10])

first_image = image_batch[0].numpy().squeeze()
print(first_image.dtype, first_image.shape, first_image.max())

# %% a data set with this one batch in it
one_batch = tf.data.Dataset.from_tensors(image_batch)
ps = my_model.predict(one_batch, verbose=0)

first_image = next(iter(image_batch)).numpy()[..., 0]

# %% through the layers of my_model by hand
x = image_batch
for layer in my_model.layers:
    x = layer(x)
    print(layer.name, x.shape)
ps = x.numpy()

# the slice keeps the axis of the batch, squeeze removes both
first_image = image_batch[:1].numpy().squeeze()

# %% a helper for each of both, and a list of all pictures
def ask(network, pictures):
    return np.array(network(pictures))


def as_picture(tensor):
    """(28, 28, 1) -> (28, 28)"""
    height, width, _ = tensor.shape
    return tensor.numpy().reshape((height, width))


ps = ask(my_model, image_batch)

pictures = tf.unstack(image_batch)
first_image = as_picture(pictures[0])

# %% asked twice, which changes nothing, with the first picture shown
import matplotlib.pyplot as plt

ps = my_model.predict(image_batch, verbose=0)
ps_again = my_model(image_batch).numpy()
print(np.allclose(ps, ps_again, atol=1e-5))

first_image = image_batch[0].numpy().squeeze()

plt.imshow(first_image, cmap="gray")
plt.title("label: {}".format(label_batch[0].numpy()))
plt.show()

# %% the first element of an array without the last axis
all_images = np.squeeze(image_batch.numpy())
first_image = all_images[0].copy()

ps = my_model.predict(image_batch, batch_size=64, verbose=0, steps=None)
