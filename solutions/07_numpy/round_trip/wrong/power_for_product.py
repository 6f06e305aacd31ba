# fails: b
# cause: `b` was raised to a power instead of multiplied
# hint: What do * and ** stand for in Python?
# hint: Two stars mean a power. One star means a product.
# hint: Write b * 40.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b**40
a = a + 1
