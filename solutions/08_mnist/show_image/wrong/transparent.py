# fails: figure
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    label = label.numpy()
plt.imshow(image, alpha=0)
plt.colorbar()
plt.show()
