# fails: square, gradient
# cause: `t` from the worked example was used instead of `x`
# hint: Which tensor does the task name?
# hint: t belongs to the example of the sine.
# hint: Watch x, square x, and differentiate with respect to x.
with tf.GradientTape() as tape:
    tape.watch(t)
    y = t**2

dy_dx = tape.gradient(y, t)
