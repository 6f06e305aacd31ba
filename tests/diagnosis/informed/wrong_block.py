# %% 19_autodiff/gradient: computed outside
y = x ** 2
with tf.GradientTape() as tape:
    tape.watch(x)
dy_dx = tape.gradient(y, x)
