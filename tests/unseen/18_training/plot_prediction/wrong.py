# %% wiring: the network that never learned is asked in place of my_model
ps = old_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])

# %% wiring: only the first picture is given to predict, not the whole batch
ps = my_model.predict(image_batch[:1])
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])
plt.show()

# %% wiring: the picture with index 1 is taken for the first one
ps = my_model.predict(image_batch)
first_image = image_batch[1].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[1])

# %% wiring: the bars show the answer to the second picture beside the first picture
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().reshape(28, 28)

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image, cmap="binary")
right.bar(range(10), ps[1])

# %% wiring: ps is my_model's, but the bars are those of old_model
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

answers = old_model.predict(image_batch)
figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), answers[0])

# %% wiring: a loop over the batch keeps the last picture and the last answer
ps = my_model.predict(image_batch)
for image, p in zip(image_batch, ps):
    first_image = image.numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), p)

# %% wiring: the picture keeps its third axis, its shape is (28, 28, 1)
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])

# %% wiring: ps is bound to the most probable digits in the end
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])

ps = np.argmax(ps, axis=1)

# %% wiring: positions and heights of the bars are swapped
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(ps[0], range(10))

# %% wiring: a column of ps instead of a row, how much the first ten pictures look like a 0
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[:10, 0])

# %% wiring: the bars are never drawn, the second place stays empty
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.set_title("probabilities")
plt.show()

# %% wiring: the picture is never drawn, only the bars are
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

plt.bar(range(10), ps[0])
plt.xticks(range(10))
plt.show()

# %% wiring: the picture comes from the next batch, the probabilities from image_batch
ps = my_model.predict(image_batch)

for images, labels in training_batches.skip(1).take(1):
    first_image = images[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])

# %% wiring: picture and bars come in two figures one after the other, not in one
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

plt.figure()
plt.imshow(first_image)
plt.show()

plt.figure()
plt.bar(range(10), ps[0])
plt.show()

# %% wiring: rows and columns of the picture are swapped
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze().T

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])

# %% wiring: the batch is reshaped instead of a picture picked, so the pixels of all are mixed
ps = my_model.predict(image_batch)
first_image = image_batch.numpy().reshape(28, 28, 64)[:, :, 0]

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])

# %% wiring: a clone of my_model predicts, and a clone has new weights that never learned
network = tf.keras.models.clone_model(my_model)
ps = network.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])

# %% wiring: the picture drawn is another one than first_image
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(image_batch[-1].numpy().squeeze())
right.bar(range(10), ps[0])

# %% other: the bars stand at 1 to 10, not at the digits 0 to 9
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(1, 11), ps[0])
right.set_xticks(range(1, 11))

# %% other: the probabilities are sorted by size before they are drawn
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), sorted(ps[0], reverse=True))

# %% other: the bars show the label as zeros and a one, not the answer of the network
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), tf.one_hot(label_batch[0], 10).numpy())

# %% other: a line through the probabilities where bars are asked
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.plot(range(10), ps[0])

# %% other: a histogram counts how often a probability occurs, no bar belongs to a digit
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.hist(ps[0], bins=10)
