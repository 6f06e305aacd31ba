# fails: figure
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    label = label.numpy()
plt.imshow(tiny[:, :, 0], cmap=plt.cm.binary)
plt.colorbar()
plt.show()
