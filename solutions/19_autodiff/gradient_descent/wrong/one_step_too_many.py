# fails: arrived
# cause: one step too many was taken
# hint: How many rounds does your loop have? Print a line in each.
# hint: range(n) gives n rounds, from 0 to n - 1. A while loop with <= gives one more.
# hint: Take exactly as many steps as steps says: for _ in range(steps).
w = tf.Variable(start)
for _ in range(steps + 1):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
