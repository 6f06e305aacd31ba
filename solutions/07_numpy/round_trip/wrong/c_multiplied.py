# fails: b, c
# cause: c was multiplied by 40, not b
# hint: Which of the two does the third step of the task change?
# hint: c keeps the numbers that a held at the beginning.
# hint: Write b = b * 40, and leave c as it is.
b = tf.convert_to_tensor(a)
c = b.numpy()
c = c * 40
a = a + 1
