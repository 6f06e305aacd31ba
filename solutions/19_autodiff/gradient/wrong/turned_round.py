# fails: gradient
# cause: the two arguments of gradient are swapped
# hint: What does tape.gradient(y, x) mean, read aloud?
# hint: The first argument is what is differentiated, the second what it is differentiated by.
# hint: Write tape.gradient(y, x).
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.gradient(x, y)
