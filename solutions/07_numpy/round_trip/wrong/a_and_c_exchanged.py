# fails: c, a
# cause: the names a and c are exchanged
# hint: What do a and c hold at the end, and what should they hold?
# hint: Where several names stand on the left of one =, they are filled from left to right.
# hint: Let c hold the array made of b, and a the larger numbers.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
c, a = a + 1, c
