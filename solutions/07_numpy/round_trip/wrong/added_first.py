# fails: b, c
# cause: 1 was added to a before the tensor was made of it
# hint: In which order does the task list the four steps?
# hint: b and c should hold the numbers that a held at the beginning.
# hint: Move the line that adds 1 to a to the end.
a = a + 1
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
