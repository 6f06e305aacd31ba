w = start
for step in range(steps):
    with tf.GradientTape() as g:
        g.watch(w)
        loss = loss_of(w)
    dw = g.gradient(loss, w)
    w = w - learning_rate * dw
    print(step, loss.numpy())
