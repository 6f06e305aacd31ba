# %% wiring: the tape is not told to watch x, so the derivative is None
with tf.GradientTape() as tape:
    y = x**2

dy_dx = tape.gradient(y, x)

# %% wiring: x is watched only after y has been computed
with tf.GradientTape() as tape:
    y = x**2
    tape.watch(x)

dy_dx = tape.gradient(y, x)

# %% wiring: y is computed below the with block, where the tape no longer records
with tf.GradientTape() as tape:
    tape.watch(x)

y = x**2
dy_dx = tape.gradient(y, x)

# %% wiring: the two arguments of gradient are swapped
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.gradient(x, y)

# %% wiring: the t of the example is watched in place of x
with tf.GradientTape() as tape:
    tape.watch(t)
    y = x**2

dy_dx = tape.gradient(y, x)

# %% wiring: the derivative of the example is kept as dy_dx
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = ds_dt

# %% wiring: the square is computed by NumPy, and the tape sees nothing of it
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.constant(np.square(x.numpy()))

dy_dx = tape.gradient(y, x)

# %% wiring: a new tape records, but the used tape of the example is asked
with tf.GradientTape() as my_tape:
    my_tape.watch(x)
    y = x**2

dy_dx = tape.gradient(y, x)

# %% wiring: a new variable with other random numbers is squared, not x
v = tf.Variable(tf.random.normal((2, 2)))

with tf.GradientTape() as tape:
    y = v**2

dy_dx = tape.gradient(y, v)

# %% wiring: the derivative is differentiated once more, dy_dx is the second derivative
with tf.GradientTape() as outer:
    outer.watch(x)
    with tf.GradientTape() as inner:
        inner.watch(x)
        y = x**2
    slope = inner.gradient(y, x)

dy_dx = outer.gradient(slope, x)

# %% wiring: y is overwritten by its own derivative
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

y = tape.gradient(y, x)
dy_dx = y

# %% wiring: the mean of y is differentiated in place of y
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2
    mean = tf.reduce_mean(y)

dy_dx = tape.gradient(mean, x)

# %% wiring: the method is not called, dy_dx is the method itself
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.gradient

# %% wiring: the computation is done while the recording is stopped
with tf.GradientTape() as tape:
    tape.watch(x)
    with tape.stop_recording():
        y = x**2

dy_dx = tape.gradient(y, x)

# %% wiring: only the first row of x is squared
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x[0] ** 2

dy_dx = tape.gradient(y, x)

# %% wiring: the result of gradient is not kept, dy_dx is a copy of x
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

tape.gradient(y, x)
dy_dx = tf.identity(x)

# %% other: the matrix is multiplied by itself, not each number
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x @ x

dy_dx = tape.gradient(y, x)

# %% other: the squares are summed up, so y is one number
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.reduce_sum(x**2)

dy_dx = tape.gradient(y, x)

# %% other: two times x in place of x to the power of two
with tf.GradientTape() as tape:
    tape.watch(x)
    y = 2 * x

dy_dx = tape.gradient(y, x)

# %% other: the rule from school is written down, no tape is used
y = x**2
dy_dx = 2 * x

# %% other: the Jacobian with four axes in place of the gradient in the shape of x
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.jacobian(y, x)

# %% other: a quotient of differences is computed, no tape records anything
h = 0.01
y = x**2
dy_dx = ((x + h) ** 2 - y) / h
