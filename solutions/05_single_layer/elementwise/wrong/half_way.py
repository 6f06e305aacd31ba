# fails: number
h = tf.reduce_sum(features * weights) + bias
