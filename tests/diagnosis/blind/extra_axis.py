# %% 08_mnist/show_image: the channel is still there
for image, label in training_set.take(1):
    image = image.numpy()
    label = label.numpy()
plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
