w = tf.Variable(start)
parameters = [w]
for _ in range(steps):
    with tf.GradientTape(persistent=True) as tape:
        loss = loss_of(*parameters)
    for parameter, gradient in zip(parameters, tape.gradient(loss, parameters)):
        parameter.assign(parameter - learning_rate * gradient)
