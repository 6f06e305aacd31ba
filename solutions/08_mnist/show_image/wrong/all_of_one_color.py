# fails: figure
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    label = label.numpy()
plt.imshow(image, vmin=300, vmax=1000)
plt.colorbar()
plt.show()
