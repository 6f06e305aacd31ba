import tensorflow as tf
for picture, number in training_set.take(1):
    image = tf.squeeze(picture).numpy()
    label = int(number)
plt.figure(figsize=(4, 4))
plt.title(label)
plt.imshow(image)
plt.colorbar()
plt.show()
