# fails: b, c
# cause: `c` was multiplied by 40 instead of `b`
# hint: Which of the two does the third step of the task change?
# hint: c keeps the original numbers of a.
# hint: Write b = b * 40, and leave c unchanged.
b = tf.convert_to_tensor(a)
c = b.numpy()
c = c * 40
a = a + 1
