# fails: number
# diagnosis: incomplete_answer
h = tf.reduce_sum(features * weights) + bias
