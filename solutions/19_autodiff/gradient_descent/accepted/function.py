def descend(function, place, rate, n):
    if n == 0:
        return place
    with tf.GradientTape() as tape:
        tape.watch(place)
        height = function(place)
    return descend(function, place - rate * tape.gradient(height, place), rate, n - 1)


w = descend(loss_of, start, learning_rate, steps)
