# fails: shape
# blank: 2
probabilities = tf.reduce_max(softmax(output), axis=1)
