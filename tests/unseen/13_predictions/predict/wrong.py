# %% wiring: the example's model predicts in place of my_model
ps = model.predict(image_batch, verbose=0)

first_image = image_batch[0].numpy().squeeze()

# %% wiring: all batches of the pipeline are predicted in place of the one batch
ps = my_model.predict(training_batches, verbose=0)

first_image = image_batch[0].numpy().squeeze()

# %% wiring: only two pictures are predicted, as in the example
ps = my_model(image_batch[:2]).numpy()

first_image = image_batch[0].numpy().squeeze()

# %% wiring: the pictures of the second batch are predicted
for other_images, other_labels in training_batches.skip(1).take(1):
    ps = my_model.predict(other_images, verbose=0)

first_image = image_batch[0].numpy().squeeze()

# %% wiring: the first picture is taken from training_set, where pixels go up to 255
ps = my_model.predict(image_batch)

for image, label in training_set.take(1):
    first_image = image.numpy().squeeze()

# %% wiring: the last picture of the batch in place of the first
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch[-1].numpy().squeeze()

# %% other: the axis of the shade of grey is still there
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch[0].numpy()

# %% other: the first picture is a tensor and not an array
ps = my_model.predict(image_batch, verbose=0)

first_image = tf.squeeze(image_batch[0])

# %% wiring: one index too many, so it is the first row of pixels and not the picture
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch[0][0].numpy().squeeze()

# %% other: the likeliest digits in place of the probabilities
ps = my_model.predict(image_batch, verbose=0).argmax(axis=1)

first_image = image_batch[0].numpy().squeeze()

# %% wiring: the pictures are divided by 255 once more before they are predicted
ps = my_model.predict(image_batch / 255, verbose=0)

first_image = image_batch[0].numpy().squeeze()

# %% wiring: a clone of my_model predicts, with weights of its own
copy_of_my_model = tf.keras.models.clone_model(my_model)
ps = copy_of_my_model.predict(image_batch, verbose=0)

first_image = image_batch[0].numpy().squeeze()

# %% wiring: a loop over the pictures keeps only the last one's answer
for picture in image_batch:
    ps = my_model(picture[tf.newaxis]).numpy()

first_image = image_batch[0].numpy().squeeze()

# %% wiring: the pictures are shuffled before they are predicted, so rows belong to others
shuffled = tf.random.shuffle(image_batch)
ps = my_model.predict(shuffled, verbose=0)

first_image = image_batch[0].numpy().squeeze()

# %% other: softmax is applied to the answers, which are probabilities already
ps = tf.nn.softmax(my_model.predict(image_batch, verbose=0)).numpy()

first_image = image_batch[0].numpy().squeeze()

# %% wiring: my_model predicts, but the example's answers are called ps
my_model.predict(image_batch, verbose=0)
ps = answers

first_image = image_batch[0].numpy().squeeze()

# %% wiring: the method is kept and not called
ps = my_model.predict

first_image = image_batch[0].numpy().squeeze()

# %% wiring: the label of the first picture in place of the picture
ps = my_model.predict(image_batch, verbose=0)

first_image = label_batch[0].numpy().squeeze()

# %% wiring: the batch is reshaped with the pictures last, so the first one mixes pixels of all
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch.numpy().reshape(28, 28, 64)[:, :, 0]

# %% other: the probabilities are rounded to whole numbers
ps = my_model.predict(image_batch, verbose=0).round()

first_image = image_batch[0].numpy().squeeze()

# %% wiring: only the first picture is predicted
first_image = image_batch[0].numpy().squeeze()

ps = my_model.predict(first_image.reshape(1, 28, 28, 1), verbose=0)

# %% other: the picture is a list of lists and not an array
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch[0].numpy().squeeze().tolist()

# %% wiring: all pictures are squeezed, and the first one is not taken out
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch.numpy().squeeze()

# %% wiring: the array of the picture is kept, but what squeeze returns is not
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch[0].numpy()
first_image.squeeze()

# %% wiring: the right answers are kept, then only the first row takes their name
ps = my_model.predict(image_batch, verbose=0)
ps = ps[0]

first_image = image_batch[0].numpy().squeeze()

# %% wiring: each picture is shown to my_model, but the loop's list starts anew each time
for i in range(64):
    rows = []
    rows.append(my_model(image_batch[i : i + 1]).numpy())
ps = np.concatenate(rows)

first_image = image_batch[0, :, :, 0].numpy()

# %% other: the pixels are turned back to whole numbers from 0 to 255
ps = my_model.predict(image_batch, verbose=0)

first_image = (image_batch[0].numpy().squeeze() * 255).astype("uint8")
