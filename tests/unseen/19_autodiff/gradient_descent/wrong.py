# %% wiring: the gradient is worked out once, in front of the loop
w = tf.Variable(start)

with tf.GradientTape() as tape:
    loss = loss_of(w)
gradient = tape.gradient(loss, w)

for _ in range(steps):
    w.assign_sub(learning_rate * gradient)

# %% wiring: w is set back to start in each round, so one step is left
for _ in range(steps):
    w = tf.Variable(start)
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% wiring: the loop counts from 1, one step is missing
w = tf.Variable(start)

for step in range(1, steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% wiring: the loop counts to steps with steps included, one step too many
w = tf.Variable(start)

step = 0
while step <= steps:
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
    step += 1

# %% wiring: the new place gets another name, and w stays at the start
w = start

for _ in range(steps):
    with tf.GradientTape() as tape:
        tape.watch(w)
        loss = loss_of(w)
    new_w = w - learning_rate * tape.gradient(loss, w)

# %% wiring: assign_sub is given the new place instead of the amount to subtract
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradient = tape.gradient(loss, w)
    w.assign_sub(w - learning_rate * gradient)

# %% wiring: the step stands behind the loop, so it is taken only once
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradient = tape.gradient(loss, w)

w.assign_sub(learning_rate * gradient)

# %% wiring: the loss is subtracted in place of its gradient
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradient = tape.gradient(loss, w)
    w.assign_sub([learning_rate * loss, learning_rate * loss])

# %% wiring: the function goes down with a name of its own, its result is not kept
def descend(w):
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(w)
            loss = loss_of(w)
        w = w - learning_rate * tape.gradient(loss, w)
    return w


w = start
descend(w)

# %% wiring: w is the list of all places in the end, not the last place
place = tf.Variable(start)
w = []

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(place)
    place.assign_sub(learning_rate * tape.gradient(loss, place))
    w.append(place.numpy())

# %% wiring: the step is subtracted twice in each round
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    step = learning_rate * tape.gradient(loss, w)
    w.assign_sub(step)
    w.assign(w - step)

# %% wiring: the way begins at zero, not at start
w = tf.Variable([0.0, 0.0])

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% wiring: slope and height of start are swapped
w = tf.Variable([start[1], start[0]])

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% wiring: the learning rate of the example as a literal, not learning_rate
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(0.25 * tape.gradient(loss, w))

# %% wiring: a hundred steps as a literal, not steps
w = tf.Variable(start)

for _ in range(100):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% wiring: the loss is recorded once by a persistent tape, outside of the loop
w = tf.Variable(start)

with tf.GradientTape(persistent=True) as tape:
    loss = loss_of(w)

for _ in range(steps):
    w.assign(w - learning_rate * tape.gradient(loss, w))

# %% wiring: only the slope is changed, the height stays where it began
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradient = tape.gradient(loss, w)
    w.assign([w[0] - learning_rate * gradient[0], w[1]])

# %% wiring: the gradient's two numbers are applied to the other weight each
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    by_slope, by_height = tape.gradient(loss, w)
    w.assign_sub([learning_rate * by_height, learning_rate * by_slope])

# %% wiring: a variable goes down the hill, but w is the start
v = tf.Variable(start)
w = start

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(v)
    v.assign_sub(learning_rate * tape.gradient(loss, v))

# %% other: the gradient is added, which leads uphill
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_add(learning_rate * tape.gradient(loss, w))

# %% other: the whole gradient is subtracted, without the learning rate
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(tape.gradient(loss, w))

# %% other: Adam instead of plain gradient descent
w = tf.Variable(start)
optimizer = tf.keras.optimizers.Adam(learning_rate)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])

# %% other: the gradient is divided by its length, so all steps are equally long
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradient = tape.gradient(loss, w)
    w.assign_sub(learning_rate * gradient / tf.norm(gradient))

# %% other: the numbers by which the points were made are typed in, no step is taken
w = tf.constant([2.0, -1.0])

# %% other: the learning rate is divided by the number of each step
w = tf.Variable(start)

for step in range(1, steps + 1):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate / step * tape.gradient(loss, w))
