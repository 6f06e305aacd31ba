import numpy as np

slope = tf.Variable(start[0])
intercept = tf.Variable(start[1])


@tf.function
def step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(slope * positions + intercept - values))
    d_slope, d_intercept = tape.gradient(loss, [slope, intercept])
    slope.assign_sub(learning_rate * d_slope)
    intercept.assign_sub(learning_rate * d_intercept)


for _ in range(20):
    step()
w = np.array([slope.numpy(), intercept.numpy()])
