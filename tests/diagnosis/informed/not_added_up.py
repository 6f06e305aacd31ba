# %% 05_single_layer/elementwise: five answers
y = sigmoid_activation(tf.multiply(features, weights) + bias)

# %% 05_single_layer/elementwise: NumPy
import numpy as np
y = 1 / (1 + np.exp(-(features.numpy() * weights.numpy() + bias.numpy())))

# %% 05_single_layer/elementwise: step by step
weighted = features * weights
shifted = weighted + bias
y = tf.math.sigmoid(shifted)
