# %% 05_single_layer/elementwise: a number of Python's in a tensor
y = tf.constant(0.36286554)

# %% 05_single_layer/elementwise: the sum typed in
h = tf.constant([[-0.56295]])
y = sigmoid_activation(h)

# %% 06_multi_layer/two_layers: NumPy
import numpy as np
output = np.array([[0.10678572]], dtype=np.float32)

# %% 06_multi_layer/two_layers: computed, then overwritten
h = sigmoid_activation(tf.matmul(features, W1) + B1)
output = tf.Variable([[0.10678572]])
