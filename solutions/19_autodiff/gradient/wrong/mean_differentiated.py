# fails: gradient
# cause: the mean of y was differentiated, not y
# hint: How large is dy_dx beside 2x?
# hint: A mean divides by 4, and so does its derivative.
# hint: Give y itself to tape.gradient.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2
    mean = tf.reduce_mean(y)

dy_dx = tape.gradient(mean, x)
