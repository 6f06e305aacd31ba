# fails: a, b
# cause: the results of the calculations are not assigned to any name
# hint: Which of your lines assign their results to a name?
# hint: b * 40 makes a new tensor and leaves b unchanged. a + 1 does not change a, either.
# hint: Write b = b * 40 and a = a + 1.
b = tf.convert_to_tensor(a)
c = b.numpy()
b * 40
a + 1
