# fails: image
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy()
