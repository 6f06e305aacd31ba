# fails: a, b
# cause: the results of the arithmetic are computed and not kept
# hint: Which lines of yours give a name to what they compute?
# hint: b * 40 makes another tensor and leaves b as it is. The same holds for a + 1.
# hint: Write b = b * 40 and a = a + 1.
b = tf.convert_to_tensor(a)
c = b.numpy()
b * 40
a + 1
