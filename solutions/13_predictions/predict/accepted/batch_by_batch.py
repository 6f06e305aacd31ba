rows = []
for picture in image_batch:
    rows.append(my_model(tf.expand_dims(picture, 0))[0])
ps = tf.stack(rows)
first_image = tf.reshape(image_batch[0], (28, 28)).numpy()
