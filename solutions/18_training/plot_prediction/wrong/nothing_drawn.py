# fails: picture, bars
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()
