# fails: shape
import numpy as np

ps = np.full((64, 10), 0.1)
first_image = image_batch[0].numpy().squeeze()
figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])
