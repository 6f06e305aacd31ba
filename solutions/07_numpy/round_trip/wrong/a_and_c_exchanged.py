# fails: c, a
# cause: the names a and c are swapped
# hint: What do a and c hold at the end, and what should they hold?
# hint: If there are several names to the left of one =, they are filled from left to right.
# hint: Assign the array made from b to c, and the larger numbers to a.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
c, a = a + 1, c
