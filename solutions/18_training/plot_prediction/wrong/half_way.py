# fails: image, bars
# diagnosis: half_way
ps = my_model.predict(image_batch)
first_image = ...
