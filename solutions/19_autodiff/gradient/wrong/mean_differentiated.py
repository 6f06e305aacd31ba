# fails: gradient
# cause: the mean of y was differentiated instead of y
# hint: How large is dy_dx compared with 2x?
# hint: A mean divides by 4, so its derivative is divided by 4, too.
# hint: Pass y itself to tape.gradient.
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2
    mean = tf.reduce_mean(y)

dy_dx = tape.gradient(mean, x)
