# fails: follows
y = tf.constant([[0.36286554]])
