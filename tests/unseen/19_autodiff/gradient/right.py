# %% tf.square, and the gradient asked inside of the block
with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.square(x)
    dy_dx = tape.gradient(y, x)

# %% x times x, with another name for the tape
with tf.GradientTape() as recorder:
    recorder.watch(x)
    y = x * x

dy_dx = recorder.gradient(y, x)
print(dy_dx)

# %% x made a variable, which is watched by itself
x = tf.Variable(x)

with tf.GradientTape() as tape:
    y = x**2

dy_dx = tape.gradient(target=y, sources=x)

# %% a persistent tape that is asked twice
with tf.GradientTape(persistent=True) as tape:
    tape.watch(x)
    y = tf.pow(x, 2)
    z = y**2

print("dz/dx:", tape.gradient(z, x))
dy_dx = tape.gradient(y, x)
del tape

# %% a function that returns value and slope
def value_and_slope(f, at):
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = f(at)
    return value, tape.gradient(value, at)


y, dy_dx = value_and_slope(lambda number: number**2, x)

# %% a compiled function
@tf.function
def differentiate(inputs):
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        squares = tf.multiply(inputs, inputs)
    return squares, tape.gradient(squares, inputs)


y, dy_dx = differentiate(x)

# %% a list of sources, unpacked
with tf.GradientTape() as tape:
    tape.watch([x])
    y = tf.math.square(x)

[dy_dx] = tape.gradient(y, [x])

# %% nothing watched by itself, and a comparison with the rule from school
with tf.GradientTape(watch_accessed_variables=False) as tape:
    tape.watch(x)
    y = x ** tf.constant(2.0)

dy_dx = tape.gradient(y, x)

assert dy_dx.shape == x.shape
print(np.allclose(dy_dx, 2 * x))

# %% the rows squared one by one and stacked again
with tf.GradientTape() as tape:
    tape.watch(x)
    rows = []
    for row in tf.unstack(x):
        rows.append(row * row)
    y = tf.stack(rows)

dy_dx = tape.gradient(y, x)

# %% the second derivative is looked at too, on an outer tape
with tf.GradientTape() as outer:
    outer.watch(x)
    with tf.GradientTape() as inner:
        inner.watch(x)
        y = x**2
    dy_dx = inner.gradient(y, x)

second = outer.gradient(dy_dx, x)
print("second derivative:", second.numpy())

# %% computed in two steps, with the weights of the numbers of y written out
with tf.GradientTape() as tape:
    tape.watch(x)
    copy = tf.identity(x)
    y = copy * x

dy_dx = tape.gradient(y, x, output_gradients=tf.ones_like(y))

# %% the cosine of the example again with x first, then the task
with tf.GradientTape() as tape:
    tape.watch(x)
    s = tf.sin(x)
print(tape.gradient(s, x).numpy())

with tf.GradientTape() as tape:
    tape.watch(x)
    y = tf.einsum("ij,ij->ij", x, x)
dy_dx = tape.gradient(y, x)
