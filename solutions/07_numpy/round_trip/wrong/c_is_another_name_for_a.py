# fails: c
# cause: c is a itself, which was then changed in place
# hint: How many arrays are there after the line that makes c?
# hint: c = a gives the same array a second name. a += 1 changes it, whatever name it goes by.
# hint: Make c of the tensor: c = b.numpy().
b = tf.convert_to_tensor(a)
c = a
b = b * 40
a += 1
