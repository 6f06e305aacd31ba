# %% 13_predictions/predict: round
ps = my_model.predict(image_batch, verbose=0).round()
first_image = image_batch[0].numpy().squeeze()

# %% 13_predictions/predict: np.round
import numpy as np
ps = np.round(my_model.predict(image_batch, verbose=0))
first_image = image_batch[0].numpy().squeeze()

# %% 13_predictions/predict: rint
import numpy as np
ps = np.rint(my_model.predict(image_batch, verbose=0))
first_image = image_batch[0].numpy().squeeze()
