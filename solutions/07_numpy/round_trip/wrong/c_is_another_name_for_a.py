# fails: c
# cause: `c` is the array `a` itself, which was then changed in place
# hint: How many arrays are there after the line that creates c?
# hint: c = a gives the same array a second name. a += 1 changes that array, under both names.
# hint: Make c from the tensor: c = b.numpy().
b = tf.convert_to_tensor(a)
c = a
b = b * 40
a += 1
