# fails: shape
w = [start]
for _ in range(steps):
    place = w[-1]
    with tf.GradientTape() as tape:
        tape.watch(place)
        loss = loss_of(place)
    w.append(place - learning_rate * tape.gradient(loss, place))
