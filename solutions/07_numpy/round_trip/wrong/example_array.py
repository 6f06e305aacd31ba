# fails: b, c
# cause: the array of the worked example was converted, not a
# hint: Which shape does b have, and which has a?
# hint: heights belongs to the worked example.
# hint: Make b of a: b = tf.convert_to_tensor(a).
b = tf.convert_to_tensor(heights)
c = b.numpy()
b = b * 40
a = a + 1
