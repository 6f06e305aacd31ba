# %% 19_autodiff/gradient: not watched
with tf.GradientTape() as tape:
    y = x ** 2
dy_dx = tape.gradient(y, x)

# %% 19_autodiff/gradient: another one watched
with tf.GradientTape() as tape:
    tape.watch(tf.constant(1.0))
    y = tf.square(x)
dy_dx = tape.gradient(y, x)
