# fails: a
# cause: 1 was added more than once
# hint: How often does the line that adds 1 run?
# hint: a + 1 adds 1 to every number of the array. No loop is needed.
# hint: Write a = a + 1 once, outside of any loop.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = a + 4
