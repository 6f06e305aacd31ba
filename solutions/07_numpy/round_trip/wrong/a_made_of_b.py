# fails: a
# cause: 1 was added to the multiplied numbers of b, not to a
# hint: What does the last step of the task start from?
# hint: a is a name of its own. It never went through the multiplication.
# hint: Write a = a + 1.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = c * 40 + 1
