# fails: gradient, tape
# cause: `dy_dx` is `x` itself, and the result of the tape is lost
# hint: Which line assigns dy_dx?
# hint: tape.gradient returns the derivative. It does not assign it to any name.
# hint: Write dy_dx = tape.gradient(y, x).
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tf.identity(x)
