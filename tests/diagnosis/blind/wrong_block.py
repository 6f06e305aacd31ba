# %% 19_autodiff/gradient: computed before the tape runs
y = x ** 2
with tf.GradientTape() as tape:
    tape.watch(x)

dy_dx = tape.gradient(y, x)

# %% 19_autodiff/gradient: computed after the tape
with tf.GradientTape() as g:
    g.watch(x)
y = x * x
dy_dx = g.gradient(y, x)
