# fails: c
# cause: `b` was multiplied before `c` was made from it
# hint: In which order does the task list the four steps?
# hint: c should hold the numbers from before the multiplication.
# hint: Create c right after b. Only then multiply b by 40.
b = tf.convert_to_tensor(a)
b = b * 40
c = b.numpy()
a = a + 1
