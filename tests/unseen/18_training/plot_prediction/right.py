# %% lying bars with the digits beside them
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

fig, (ax1, ax2) = plt.subplots(figsize=(6, 9), ncols=2)
ax1.imshow(first_image, cmap=plt.cm.binary)
ax1.axis('off')
ax2.barh(np.arange(10), ps[0])
ax2.set_aspect(0.1)
ax2.set_yticks(np.arange(10))
ax2.set_yticklabels(np.arange(10))
ax2.set_title('Class Probability')
ax2.set_xlim(0, 1.1)
plt.tight_layout()

# %% plt.subplot, without a name for the places
ps = my_model.predict(image_batch, verbose=0)
first_image = image_batch.numpy()[0, :, :, 0]

plt.figure(figsize=(7, 3))
plt.subplot(1, 2, 1)
plt.imshow(first_image)
plt.colorbar()
plt.subplot(1, 2, 2)
plt.bar(range(10), ps[0])
plt.xticks(range(10))
plt.xlabel("digit")
plt.show()

# %% one above the other, the bars first
ps = my_model.predict(image_batch)
first_image = tf.squeeze(image_batch[0]).numpy()

figure, places = plt.subplots(2, 1)
places[0].bar(list(range(10)), ps[0], color="tab:green")
places[0].set_ylim(0, 1)
places[1].matshow(first_image)
plt.show()

# %% the model called like a function, and reshape in place of squeeze
ps = my_model(image_batch, training=False).numpy()
first_image = image_batch[0].numpy().reshape((28, 28))

figure, axes = plt.subplots(nrows=1, ncols=2)
axes[0].imshow(first_image, cmap="gray")
axes[1].bar(np.arange(10), ps[0])

# %% a helper that draws any picture with its probabilities
def view_classify(img, probabilities, title):
    fig, (ax_picture, ax_bars) = plt.subplots(1, 2, figsize=(8, 4))
    ax_picture.imshow(img, cmap=plt.cm.gray_r)
    ax_picture.set_title(title)
    ax_bars.bar(range(len(probabilities)), probabilities)
    ax_bars.set_xticks(range(len(probabilities)))
    return fig


ps = my_model.predict(image_batch)
first_image = np.squeeze(np.array(image_batch[0]))

view_classify(first_image, ps[0], "label: {}".format(int(label_batch[0])))
plt.show()

# %% one bar after the other in a loop, the tallest in another colour
ps = my_model.predict(image_batch)
first_image = image_batch[0, ..., 0].numpy()
best = int(ps[0].argmax())

figure = plt.figure()
ax = figure.add_subplot(121)
ax.imshow(first_image)
ax = figure.add_subplot(122)
for digit in range(10):
    ax.bar(digit, ps[0][digit], color="red" if digit == best else "grey")

# %% the batch predicted in four parts and put together again
parts = [my_model.predict(image_batch[i : i + 16], verbose=0) for i in range(0, 64, 16)]
ps = np.concatenate(parts)
print(ps.shape, ps[0].sum())

first_image = image_batch.numpy().squeeze()[0]

_, (a, b) = plt.subplots(1, 2)
a.imshow(first_image)
b.bar(range(10), ps[0])
plt.show()

# %% the picture set into a corner of the bars
ps = my_model.predict_on_batch(image_batch)
first_image = image_batch[0].numpy().squeeze(axis=-1)

figure, ax = plt.subplots()
ax.bar(range(10), ps[0])
ax.set_xticks(range(10))
corner = ax.inset_axes([0.7, 0.6, 0.28, 0.38])
corner.imshow(first_image, cmap=plt.cm.binary)
corner.axis("off")

# %% a figure of both networks in three places
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (picture, learned, new) = plt.subplots(1, 3, figsize=(10, 3))
picture.imshow(first_image, vmin=0, vmax=1)
learned.bar(range(10), ps[0])
learned.set_title("my_model")
new.bar(range(10), old_model.predict(image_batch, verbose=0)[0])
new.set_title("old_model")
plt.show()

# %% some other digits are looked at first, in a figure of their own
figure, places = plt.subplots(2, 4)
for image, place in zip(image_batch[8:16], places.flat):
    place.imshow(image.numpy().squeeze(), cmap=plt.cm.binary)
    place.axis("off")
plt.show()

ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy()[:, :, 0]

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), height=ps[0])
plt.show()

# %% places with names, and digits as text below the bars
ps = my_model.predict(x=image_batch)
all_images = tf.reshape(image_batch, (-1, 28, 28)).numpy()
first_image = all_images[0]

digits = [str(d) for d in range(10)]
figure, place = plt.subplot_mosaic([["picture", "bars"]], layout="constrained")
place["picture"].imshow(first_image)
place["bars"].bar(digits, ps[0])
place["bars"].set_ylabel("probability")

# %% first picture and first row taken from an iterator
ps = my_model.predict(image_batch)

pairs = zip(image_batch.numpy(), ps)
image, probabilities = next(pairs)
first_image = image.squeeze()

plt.subplot(121)
plt.imshow(first_image, cmap="Greys")
plt.axis("off")
plt.subplot(122)
plt.bar(*zip(*enumerate(probabilities)))
plt.title(f"{probabilities.argmax()} ({probabilities.max():.0%})")
plt.show()
