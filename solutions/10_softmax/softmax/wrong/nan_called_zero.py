# fails: stable
# blank: 1
def softmax(x):
    powers = tf.exp(x)
    shares = powers / tf.reduce_sum(powers, axis=1, keepdims=True)
    return tf.where(tf.math.is_nan(shares), 0.0, shares)
