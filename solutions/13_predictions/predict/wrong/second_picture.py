# fails: pixels
ps = my_model.predict(image_batch)
first_image = image_batch[1].numpy().squeeze()
