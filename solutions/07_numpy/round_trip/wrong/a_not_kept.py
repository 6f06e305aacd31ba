# fails: a
# cause: the sum of a and 1 is computed and not kept as a
# hint: Which line of yours gives a the larger numbers?
# hint: a + 1 makes another array and leaves a as it is. So does a function without return, and a loop variable.
# hint: Write a = a + 1.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a + 1
