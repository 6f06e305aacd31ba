# %% 10_softmax/softmax: the most likely digit alone
# blank: 2
probabilities = tf.argmax(softmax(output), axis=1)
