# fails: a
# cause: the sum of a and 1 is computed, but not assigned to a
# hint: Which of your lines assigns the larger numbers to a?
# hint: a + 1 makes a new array and leaves a unchanged. So does a function without return, and so does a loop variable.
# hint: Write a = a + 1.
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a + 1
