# fails: figure
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    label = label.numpy()
plt.imshow(image, cmap=plt.cm.binary)
plt.show()
