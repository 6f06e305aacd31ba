# %% 13_predictions/predict: the largest probability's place
ps = np.argmax(my_model.predict(image_batch, verbose=0), axis=1)
first_image = image_batch.numpy().squeeze()[0]
