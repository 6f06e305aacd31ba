# fails: model, pixels
# diagnosis: divided_needlessly
image_batch_scaled = image_batch / 255
ps = my_model.predict(image_batch_scaled)
first_image = image_batch_scaled[0].numpy().squeeze()
