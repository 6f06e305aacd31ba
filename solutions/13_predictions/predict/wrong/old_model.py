# fails: model
# diagnosis: other_model
ps = model.predict(image_batch)

first_image = image_batch.numpy().squeeze()[0]
