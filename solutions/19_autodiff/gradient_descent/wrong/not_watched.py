# fails: downhill, arrived
# diagnosis: gradient_unwatched
w = start
for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w = w - learning_rate * tape.gradient(loss, w)
