# fails: tape
def derivative(values):
    return 2 * values
    with tf.GradientTape() as tape:
        tape.watch(values)
        squares = values**2
    return tape.gradient(squares, values)


y = x**2
dy_dx = derivative(x)
