# fails: shape
# diagnosis: typed_in
output = tf.constant([[0.10678572]])
