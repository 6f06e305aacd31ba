# fails: array
import tensorflow as tf

for image, label in training_set.take(1):
    image = tf.squeeze(image)

plt.imshow(image)
plt.colorbar()
plt.show()
