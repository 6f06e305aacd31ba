# fails: between, value
# diagnosis: typed_in
y = tf.constant([[0.36286554]])
