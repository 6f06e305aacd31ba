# fails: model, image
# diagnosis: divided_needlessly
ps = my_model.predict(image_batch / 255)
first_image = image_batch[0].numpy().squeeze() / 255
figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])
