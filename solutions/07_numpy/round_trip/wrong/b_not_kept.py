# fails: b
# cause: the product of b and 40 is computed, but not assigned to b
# hint: Which of your lines assigns the multiplied numbers to b?
# hint: b * 40 makes a new tensor and leaves b unchanged.
# hint: Write b = b * 40.
b = tf.convert_to_tensor(a)
c = b.numpy()
b * 40
a = a + 1
