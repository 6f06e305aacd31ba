# fails: stable
# blank: 1
def softmax(x):
    powers = tf.exp(tf.clip_by_value(x, -80, 80))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
