# %% 18_training/plot_prediction: a column, as long as a row
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()
figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[:10, 3])

# %% 18_training/plot_prediction: a whole column
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()
figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(len(ps)), ps[:, 0])

# %% 18_training/plot_prediction: the answer to the last picture
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()
figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[-1])
