# fails: a, b
# cause: the steps for a and for b are swapped
# hint: Which of the two does the task multiply by 40, and to which one does it add 1?
# hint: The third step is about b, and the fourth step is about a.
# hint: Multiply b by 40, and add 1 to a.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b + 1
a = a * 40
