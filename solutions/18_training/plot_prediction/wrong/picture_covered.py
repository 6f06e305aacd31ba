# fails: picture
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
left.imshow(image_batch[1].numpy().squeeze())
right.bar(range(10), ps[0])
