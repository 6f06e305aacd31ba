# fails: shape
ps = my_model.predict(image_batch).argmax(axis=1)
first_image = image_batch[0].numpy().squeeze()
