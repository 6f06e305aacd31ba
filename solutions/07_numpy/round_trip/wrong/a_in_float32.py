# fails: a_kind
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = (a + 1).astype("float32")
