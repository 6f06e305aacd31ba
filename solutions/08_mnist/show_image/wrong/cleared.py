# fails: figure
for image, label in training_set.take(1):
    image = image.numpy().squeeze()
    label = label.numpy()
from IPython.display import clear_output

plt.imshow(image)
plt.colorbar()
plt.show()
clear_output()
