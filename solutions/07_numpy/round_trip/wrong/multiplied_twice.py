# fails: b
# cause: `b` was multiplied by 40 twice
# hint: What is b divided by c?
# hint: Look for every line, and every function, that multiplies by 40.
# hint: Multiply b by 40 once.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 1600
a = a + 1
