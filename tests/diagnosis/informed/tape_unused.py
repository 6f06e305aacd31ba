# %% 19_autodiff/gradient: only created
tape = tf.GradientTape()
tape.watch(x)
y = x ** 2
dy_dx = tape.gradient(y, x)

# %% 19_autodiff/gradient: created under a name of its own
recorder = tf.GradientTape(persistent=True)
y = tf.square(x)
dy_dx = recorder.gradient(y, x)

# %% 19_autodiff/gradient_descent: created once before the loop
w = tf.Variable(start)
tape = tf.GradientTape()
for _ in range(steps):
    loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
