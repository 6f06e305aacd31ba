# %% 13_predictions/predict: tf.nn.softmax
ps = tf.nn.softmax(my_model.predict(image_batch, verbose=0)).numpy()
first_image = image_batch[0].numpy().squeeze()

# %% 13_predictions/predict: by hand
import numpy as np
ps = np.exp(my_model.predict(image_batch, verbose=0))
ps = ps / ps.sum(axis=1, keepdims=True)
first_image = image_batch[0].numpy().squeeze()

# %% 13_predictions/predict: keras
ps = tf.keras.activations.softmax(tf.constant(my_model.predict(image_batch, verbose=0))).numpy()
first_image = image_batch[0].numpy().squeeze()
