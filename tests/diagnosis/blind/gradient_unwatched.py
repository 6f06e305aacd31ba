# %% 19_autodiff/gradient: watch is forgotten
with tf.GradientTape() as g:
    y = x ** 2

dy_dx = g.gradient(y, x)

# %% 19_autodiff/gradient: watched too late
with tf.GradientTape() as t:
    y = tf.square(x)
    t.watch(x)
dy_dx = t.gradient(y, x)

# %% 19_autodiff/gradient: the result is watched, not x
with tf.GradientTape() as tape:
    y = tf.pow(x, 2)
    tape.watch(y)
dy_dx = tape.gradient(y, x)

# %% 19_autodiff/gradient: NumPy inside the tape
with tf.GradientTape() as g:
    g.watch(x)
    y = tf.convert_to_tensor(x.numpy() ** 2)
dy_dx = g.gradient(y, x)

# %% 19_autodiff/gradient: a persistent tape that watches nothing
with tf.GradientTape(persistent=True) as tape:
    y = tf.math.multiply(x, x)
dy_dx = tape.gradient(y, x)
del tape
