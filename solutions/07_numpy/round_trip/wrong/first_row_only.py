# fails: a
# cause: 1 was added only to the first row
# hint: What is a minus c in each row?
# hint: a[0] is the first row. The task adds 1 to the whole array.
# hint: Write a = a + 1, without an index.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a[0] = a[0] + 1
