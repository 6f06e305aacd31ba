# fails: gradient
# cause: the Jacobian was taken, which has a number for each pair of entries
# hint: Which shape does dy_dx have, and which should it have?
# hint: tape.gradient adds up over the entries of y and so has the shape of x. tape.jacobian does not.
# hint: Use tape.gradient in place of tape.jacobian.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.jacobian(y, x)
