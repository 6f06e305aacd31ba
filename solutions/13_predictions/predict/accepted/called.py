ps = my_model(image_batch)
first_image = np.squeeze(image_batch.numpy()[0])
