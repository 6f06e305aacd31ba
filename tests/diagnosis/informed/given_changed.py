# %% 19_autodiff/gradient_descent: more steps
steps = 200
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% 19_autodiff/gradient_descent: a larger learning rate
learning_rate = 0.2
w = tf.Variable(start)
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))

# %% 09_pipelines/pipeline: smaller batches
batch_size = 32


def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
