# fails: gradient, tape
# cause: `dy_dx` is the derivative of the worked example
# hint: Which two names does your call of gradient contain?
# hint: ds_dt belongs to the sine of the example.
# hint: Use your own tape: tape.gradient(y, x).
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = ds_dt
