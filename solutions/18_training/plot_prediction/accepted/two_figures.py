ps = my_model(image_batch, training=False)
first_image = tf.squeeze(image_batch[0])

plt.imshow(first_image, cmap="gray")
plt.show()

plt.bar([str(digit) for digit in range(10)], ps[0])
plt.title("my_model's opinion")
plt.show()
