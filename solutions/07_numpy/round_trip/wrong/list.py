# fails: c_kind
b = tf.convert_to_tensor(a)
c = b.numpy().tolist()
b = b * 40
a = a + 1
