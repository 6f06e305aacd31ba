def show(picture, probabilities):
    plt.figure(figsize=(8, 3))
    plt.subplot(1, 2, 1)
    plt.imshow(picture)
    plt.colorbar()
    plt.subplot(122)
    for digit, probability in enumerate(probabilities):
        plt.text(digit, probability, round(float(probability), 2))
    plt.bar(range(len(probabilities)), probabilities, color="green")
    plt.savefig("prediction.png")


ps = np.concatenate([my_model.predict_on_batch(image_batch[:32]), my_model.predict_on_batch(image_batch[32:])])
first_image = np.reshape(image_batch[0], (28, 28))
show(first_image, ps[0])
