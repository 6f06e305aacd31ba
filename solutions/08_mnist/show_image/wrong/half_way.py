# fails: label
for picture, number in training_set.take(1):
    image = picture.numpy().squeeze()
plt.imshow(image, cmap=plt.cm.binary)
plt.colorbar()
plt.show()
