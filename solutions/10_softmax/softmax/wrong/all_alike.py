# fails: shape
# blank: 2
probabilities = tf.fill((64, 10), 0.1)
