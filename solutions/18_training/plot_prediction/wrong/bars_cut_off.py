# fails: bars
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])
right.set_ylim(2, 3)
