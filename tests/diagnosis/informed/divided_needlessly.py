# %% 08_mnist/show_image: divided at once
for image, label in training_set.take(1):
    image = image.numpy().squeeze() / 255
plt.imshow(image)
plt.colorbar()
plt.show()

# %% 08_mnist/show_image: divided as floats
for image, label in training_set.take(1):
    image = image.numpy().squeeze().astype("float32") / 255.0
plt.imshow(image)
plt.colorbar()
plt.show()

# %% 08_mnist/show_image: times a fraction
for image, label in training_set.take(1):
    image = image.numpy().squeeze() * (1 / 255)
plt.imshow(image)
plt.colorbar()
plt.show()
