# fails: follows
output = tf.constant([[0.10678572]])
