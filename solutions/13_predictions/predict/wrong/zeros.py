# fails: shape, image, pixels
ps = np.zeros((64, 10))
first_image = np.zeros((28, 28))
