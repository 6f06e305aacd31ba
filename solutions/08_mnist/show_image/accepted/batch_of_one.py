for images, labels in training_set.batch(1).take(1):
    image = images.numpy()[0, :, :, 0]
    label = labels.numpy()
plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()
