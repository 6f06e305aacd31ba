# fails: b, c
# cause: 1 was added to a before the tensor was made from it
# hint: In which order does the task list the four steps?
# hint: b and c should hold the original numbers of a.
# hint: Move the line that adds 1 to a to the end.
a = a + 1
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
