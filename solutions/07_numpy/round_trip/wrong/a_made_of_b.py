# fails: a
# cause: 1 was added to the multiplied numbers of b instead of to a
# hint: What does the last step of the task start from?
# hint: a is a separate name. Its numbers were never multiplied.
# hint: Write a = a + 1.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = c * 40 + 1
