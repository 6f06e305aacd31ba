# fails: image, pixels
# diagnosis: incomplete_answer
ps = my_model.predict(image_batch)
first_image = ...
