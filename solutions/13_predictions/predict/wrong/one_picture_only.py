# fails: shape
first_image = image_batch[0].numpy().squeeze()
ps = my_model.predict(image_batch[:1])
