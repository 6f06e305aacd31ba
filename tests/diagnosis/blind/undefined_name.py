# %% 10_softmax/softmax: a name mistyped inside
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return power / tf.reduce_sum(powers, axis=1, keepdims=True)

probabilities = softmax(output)
