h = bias[0, 0]
for i in range(features.shape[1]):
    h = h + features[0, i] * weights[0, i]
y = 1 / (1 + tf.exp(-h))
