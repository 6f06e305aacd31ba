import numpy as np
first = list(training_set.take(1).as_numpy_iterator())[0]
image = np.reshape(first[0], (28, 28))
label = first[1]
plt.imshow(image.astype("float32"), cmap=plt.cm.binary)
plt.colorbar();
