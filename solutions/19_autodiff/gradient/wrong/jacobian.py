# fails: gradient
# cause: the Jacobian was computed, which has one number for each pair of entries
# hint: What is the shape of dy_dx, and what should it be?
# hint: tape.gradient adds up over the entries of y, so its result has the shape of x. tape.jacobian does not add up.
# hint: Use tape.gradient instead of tape.jacobian.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.jacobian(y, x)
