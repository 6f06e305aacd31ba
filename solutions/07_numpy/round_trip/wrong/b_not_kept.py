# fails: b
# cause: the product of b and 40 is computed and not kept as b
# hint: Which line of yours gives b the multiplied numbers?
# hint: b * 40 makes another tensor and leaves b as it is.
# hint: Write b = b * 40.
b = tf.convert_to_tensor(a)
c = b.numpy()
b * 40
a = a + 1
