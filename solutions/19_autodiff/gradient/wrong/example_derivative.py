# fails: gradient, tape
# cause: dy_dx is the derivative of the worked example
# hint: Which two names stand behind the result that you called dy_dx?
# hint: ds_dt belongs to the sine of the example.
# hint: Ask your own tape: tape.gradient(y, x).
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = ds_dt
