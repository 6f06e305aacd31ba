# fails: figure
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    label = label.numpy()
plt.imshow(image)
plt.colorbar()
plt.axhspan(-1, 28, color="white", zorder=5)
plt.show()
