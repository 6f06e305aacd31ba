# fails: image, label
for image, label in training_set.take(5):
    image = image.numpy().squeeze()
    label = label.numpy()
plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()
