# fails: number
# diagnosis: half_way
h = tf.reduce_sum(features * weights) + bias
