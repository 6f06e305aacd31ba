# fails: square, gradient
# cause: `x` was doubled instead of squared
# hint: What is 3 squared, and what does your formula give for 3?
# hint: x * 2 doubles. A square is x times x, or x to the power of 2.
# hint: Write x**2.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x * 2

dy_dx = tape.gradient(y, x)
