# blank: 1
def softmax(scores):
    columns = tf.transpose(scores)
    powers = tf.exp(columns - tf.reduce_max(columns, axis=0))
    return tf.transpose(powers / tf.reduce_sum(powers, axis=0))

# blank: 2
probabilities = softmax(tf.convert_to_tensor(output))
