# fails: arrived
# cause: one step is missing
# hint: How many rounds does your loop have? Print a line in each.
# hint: range(1, n) gives n - 1 rounds, because it ends before n.
# hint: Take exactly as many steps as steps says: for _ in range(steps).
w = tf.Variable(start)
for _ in range(steps - 1):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
