# fails: array
ps = my_model.predict(image_batch, verbose=0)

first_image = tf.squeeze(image_batch[0])
