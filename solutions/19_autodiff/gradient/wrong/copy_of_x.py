# fails: gradient, tape
# cause: dy_dx is x itself, and what the tape gave is not kept
# hint: Which line gives dy_dx its value?
# hint: tape.gradient returns the derivative. It changes no name by itself.
# hint: Write dy_dx = tape.gradient(y, x).
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tf.identity(x)
