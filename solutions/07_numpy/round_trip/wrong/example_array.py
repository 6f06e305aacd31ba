# fails: b, c
# cause: the array of the worked example was converted instead of a
# hint: What is the shape of b, and what is the shape of a?
# hint: heights belongs to the worked example.
# hint: Make b from a: b = tf.convert_to_tensor(a).
b = tf.convert_to_tensor(heights)
c = b.numpy()
b = b * 40
a = a + 1
