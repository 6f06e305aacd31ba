# fails: b
# cause: b was raised to a power where it is to be multiplied
# hint: What do * and ** stand for in Python?
# hint: Two stars make a power, one star a product.
# hint: Write b * 40.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b**40
a = a + 1
