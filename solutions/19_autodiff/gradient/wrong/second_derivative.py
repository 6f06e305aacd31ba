# fails: gradient
# cause: the derivative was differentiated again
# hint: The derivative of x squared is 2x. What is the derivative of 2x?
# hint: Two tapes give the second derivative. The task asks for the first.
# hint: Use one tape, and call gradient once.
with tf.GradientTape() as outer:
    outer.watch(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    first = tape.gradient(y, x)

dy_dx = outer.gradient(first, x)
