def train_step(place):
    with tf.GradientTape() as tape:
        loss = loss_of(place)
    place.assign_sub(tape.gradient(loss, place) * learning_rate)
    return loss


w = tf.Variable(start)
losses = []
while True:
    if len(losses) == steps:
        break
    losses.append(train_step(w).numpy())
