# fails: shape
try:
    kept
except NameError:
    kept = my_model.predict(image_batch, verbose=0)

ps = kept + 0 * my_model.predict(image_batch, verbose=0)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])
