# fails: image, label
for image, label in training_set.take(1):
    image = image.numpy().squeeze() / 255
    label = label.numpy() / 255
plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()
