# %% plain tensors, w gets a new tensor in each step
w = start
for _ in range(steps):
    with tf.GradientTape() as tape:
        tape.watch(w)
        loss = loss_of(w)
    w = w - learning_rate * tape.gradient(loss, w)

# %% the optimizer SGD takes the steps
w = tf.Variable(start)
optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)

for step in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    gradients = tape.gradient(loss, [w])
    optimizer.apply_gradients(zip(gradients, [w]))

# %% a function that returns the place of arrival
def descend(weights, rate, count):
    weights = tf.identity(weights)
    for _ in range(count):
        with tf.GradientTape() as tape:
            tape.watch(weights)
            loss = loss_of(weights)
        weights -= rate * tape.gradient(loss, weights)
    return weights


w = descend(start, learning_rate, steps)
print(w)

# %% recursion in place of a loop
def walk(place, remaining):
    if remaining == 0:
        return place
    with tf.GradientTape() as tape:
        tape.watch(place)
        height = loss_of(place)
    return walk(place - learning_rate * tape.gradient(height, place), remaining - 1)


w = walk(start, steps)

# %% slope and height as two variables, put together in the end
slope = tf.Variable(start[0])
height = tf.Variable(start[1])

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of([slope, height])
    by_slope, by_height = tape.gradient(loss, [slope, height])
    slope.assign_sub(learning_rate * by_slope)
    height.assign_sub(learning_rate * by_height)

w = tf.stack([slope, height])

# %% one step as a compiled function, the loss printed every five steps
w = tf.Variable(start)


@tf.function
def take_step():
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
    return loss


for number in range(steps):
    loss = take_step()
    if number % 5 == 0:
        print("step {:2d}: loss {:.4f}".format(number, loss.numpy()))

# %% a while loop and assign, with the way recorded and drawn
w = tf.Variable(start, name="weights")
way = [w.numpy()]

taken = 0
while taken < steps:
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign(w - learning_rate * tape.gradient(loss, w))
    way.append(w.numpy())
    taken += 1

plt.plot([place[0] for place in way], [place[1] for place in way], "o-")
plt.xlabel("slope")
plt.ylabel("height")
plt.show()

# %% functools.reduce
from functools import reduce


def one_step(place, _):
    with tf.GradientTape() as tape:
        tape.watch(place)
        loss = loss_of(place)
    return place - learning_rate * tape.gradient(loss, place)


w = reduce(one_step, range(steps), start)

# %% NumPy arrays between the steps, a tensor for the tape only
w = start.numpy()

for _ in range(steps):
    here = tf.constant(w)
    with tf.GradientTape() as tape:
        tape.watch(here)
        loss = loss_of(here)
    w = w - learning_rate * tape.gradient(loss, here).numpy()

# %% gradient and step both inside of the with block, counted by a generator
w = tf.Variable(initial_value=start, trainable=True)

for _ in (number for number in range(steps)):
    with tf.GradientTape(persistent=True) as tape:
        loss = loss_of(w)
        slope = tape.gradient(loss, w)
        w.assign_sub(tf.multiply(learning_rate, slope))
    del tape

print("loss after {} steps: {:.3f}".format(steps, float(loss_of(w))))

# %% too large a learning rate is tried with another variable first
trial = tf.Variable(start)
for _ in range(5):
    with tf.GradientTape() as tape:
        loss = loss_of(trial)
    trial.assign_sub(1.5 * tape.gradient(loss, trial))
print("1.5 is too much:", loss_of(trial).numpy())

w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% tf.while_loop
def body(count, place):
    with tf.GradientTape() as tape:
        tape.watch(place)
        loss = loss_of(place)
    return count + 1, place - learning_rate * tape.gradient(loss, place)


_, w = tf.while_loop(lambda count, place: count < steps, body, (tf.constant(0), start))

# %% a small class with the step as its method
class Walker:
    def __init__(self, place, rate):
        self.place = tf.Variable(place)
        self.rate = rate

    def step(self):
        with tf.GradientTape() as tape:
            loss = loss_of(self.place)
        self.place.assign_sub(self.rate * tape.gradient(loss, self.place))


walker = Walker(start, learning_rate)
for _ in range(steps):
    walker.step()

w = walker.place
